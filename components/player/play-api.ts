// The play API as the page uses it. Every call says in its answer whether the server spoke at all: a request
// that got lost is repeated with the same play id, one that was refused is not.

import type { Refusal } from "#components/player/player-state.ts";
import type { GameView, PlayAccepted, PlayView } from "#lib/plays/contract.ts";

export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "refused"; readonly status: number; readonly refusal: Refusal }
  | { readonly kind: "unreachable"; readonly retryAfterMs?: number };

export interface PlayRequestBody {
  readonly playId: string;
  readonly gameId: string;
  readonly meta?: Readonly<Record<string, boolean>>;
}

export interface PlayApi {
  submit(body: PlayRequestBody): Promise<Answer<PlayAccepted>>;
  read(playId: string, waitMs?: number): Promise<Answer<PlayView>>;
  reveal(playId: string): Promise<Answer<{ readonly code: string }>>;
  game(gameId: string): Promise<Answer<GameView>>;
}

const requestTimeoutMs = 8_000;

export interface PlayApiOptions {
  readonly campaignId: string;
  /** Signed by a partner and handed to the page; else the browser has a token of its own in a cookie. */
  readonly partnerToken: string | null;
  /** The cookie cannot be read here, so the page remembers having asked for one. */
  readonly hasToken: () => boolean;
  readonly gotToken: () => void;
}

export function createPlayApi(options: PlayApiOptions): PlayApi {
  const { campaignId, partnerToken } = options;
  const call = async <T>(path: string, asked: CallOptions = {}): Promise<Answer<T>> => {
    try {
      const response = await fetch(path, {
        method: asked.method ?? "GET",
        headers: {
          accept: "application/json",
          ...(asked.body ? { "content-type": "application/json" } : {}),
          ...(partnerToken ? { authorization: `Bearer ${partnerToken}` } : {}),
        },
        ...(asked.body ? { body: JSON.stringify(asked.body) } : {}),
        cache: "no-store",
        signal: AbortSignal.timeout(requestTimeoutMs + (asked.waitMs ?? 0)),
      });
      if (response.ok) return { kind: "ok", value: (await response.json()) as T };
      return refusalOf(response, await response.json().catch(() => ({})));
    } catch {
      // Offline, timed out or cut off: whether the server heard it is unknown.
      return { kind: "unreachable" };
    }
  };

  const mint = async (): Promise<Answer<unknown>> => {
    const minted = await call("/api/players", { method: "POST", body: { campaignId } });
    if (minted.kind === "ok") options.gotToken();
    return minted;
  };

  /** The token is made on the first play, and once more when the server no longer takes it. */
  const withToken = async <T>(attempt: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    if (!partnerToken && !options.hasToken()) {
      const minted = await mint();
      if (minted.kind !== "ok") return minted;
    }
    const first = await attempt();
    if (partnerToken || first.kind !== "refused" || first.status !== 401) return first;
    const minted = await mint();
    return minted.kind === "ok" ? attempt() : minted;
  };

  return {
    submit: (body) => withToken(() => call<PlayAccepted>("/api/plays", { method: "POST", body })),
    read: (playId, waitMs) =>
      call<PlayView>(`/api/plays/${playId}${waitMs ? `?waitMs=${waitMs}` : ""}`, {
        waitMs: waitMs ?? 0,
      }),
    reveal: (playId) => call(`/api/plays/${playId}/reveal`, { method: "POST" }),
    game: (gameId) => call<GameView>(`/api/games/${gameId}`),
  };
}

interface CallOptions {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  /** How long the server may hold the answer back. */
  readonly waitMs?: number;
}

function refusalOf(response: Response, problem: unknown): Answer<never> {
  const { code, detail } = (problem ?? {}) as {
    readonly code?: unknown;
    readonly detail?: unknown;
  };
  // A date, which the standard allows as well, counts as nothing said.
  const retryAfterS = Number(response.headers.get("retry-after")) || 0;
  // A 5xx may have been taken all the same, even a 503 whose store was lost in the middle: it is repeated with the
  // same id like a lost request. With another id the first result would never be seen.
  if (response.status >= 500) return { kind: "unreachable", retryAfterMs: retryAfterS * 1000 };
  return {
    kind: "refused",
    status: response.status,
    refusal: {
      code: typeof code === "string" ? code : "internal",
      sentence: typeof detail === "string" ? detail : "The play was not taken.",
      retryable: response.status === 429,
      retryAfterS: retryAfterS > 0 ? Math.ceil(retryAfterS) : 2,
    },
  };
}
