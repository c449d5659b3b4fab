import { setTimeout as delay } from "node:timers/promises";
import {
  isFields,
  type PromotionEvent,
  readApps,
  readBatch,
  type ServerMetadata,
  type WireApp,
  type WireBatch,
} from "./wire.ts";

/** The API refused, or did not answer (status 0). */
export class BotApiError extends Error {
  override readonly name = "BotApiError";
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(message: string, { status, code = "", retryAfterMs = null, cause }: Refusal) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Asking again may help: nobody answered, too many asked, or the API has a fault. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

export interface BotApiOptions {
  /** Where Frolic is, such as https://promo.example.com; the paths are added. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  /** How often a call is made at most while the API asks to wait or does not answer. */
  readonly attempts?: number;
  /** A Retry-After beyond this is not waited for: the call fails and tells it. */
  readonly waitMsMax?: number;
}

export interface Registration {
  readonly serverUuid: string;
  readonly guildId: string;
  /** Unix seconds. */
  readonly registeredAt: number;
  readonly metadata?: ServerMetadata;
}

export type BatchAnswer =
  | { readonly kind: "batch"; readonly batch: WireBatch; readonly etag: string | null }
  | { readonly kind: "unchanged" };

/** The calls of a bot. Each may be repeated without harm. */
export interface BotApi {
  /** Answers the UUID in force: another one than was sent when the guild was known before. */
  registerServer(registration: Registration): Promise<string>;
  heartbeat(serverUuid: string): Promise<void>;
  getServerStatus(serverUuid: string): Promise<Readonly<Record<string, unknown>>>;
  unregisterServer(serverUuid: string): Promise<void>;
  getServerCampaigns(serverUuid: string, etag?: string | null): Promise<BatchAnswer>;
  /** Every active promotion, page by page. */
  getAllApps(): Promise<WireApp[]>;
  trackPromotionEvent(event: PromotionEvent): Promise<void>;
}

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Reply {
  readonly status: number;
  readonly etag: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

const pagesMax = 1_000;

function retryAfterMs(response: Response): number | null {
  const text = response.headers.get("retry-after");
  if (text === null) return null;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  let body: unknown;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch (error) {
    const { status } = response;
    const waitMs = retryAfterMs(response);
    throw new BotApiError("The answer is not JSON.", {
      status,
      retryAfterMs: waitMs,
      cause: error,
    });
  }
  const envelope = isFields(body) ? body : {};
  const status = isFields(envelope.status) ? envelope.status : {};
  if (response.ok || response.status === 304) {
    const fields = isFields(envelope.data) ? envelope.data : {};
    return { status: response.status, etag: response.headers.get("etag"), fields };
  }
  const sentence = typeof status.statusMessage === "string" ? status.statusMessage : "";
  const code = typeof status.code === "string" ? status.code : "";
  const answer = { status: response.status, code, retryAfterMs: retryAfterMs(response) };
  throw new BotApiError(sentence || `The API answered ${response.status}.`, answer);
}

function caller(options: BotApiOptions): (call: Call) => Promise<Reply> {
  const { timeoutMs = 10_000, attempts = 3, waitMsMax = 10_000 } = options;
  const send = options.fetch ?? fetch;
  const base = options.baseUrl.replace(/\/+$/, "");

  const once = async ({ method, path, query, body, headers }: Call): Promise<Reply> => {
    const search = query ? `?${new URLSearchParams(query).toString()}` : "";
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${options.apiKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    try {
      return await readReply(await send(`${base}${path}${search}`, init));
    } catch (error) {
      if (error instanceof BotApiError) throw error;
      throw new BotApiError("The API did not answer.", { status: 0, cause: error });
    }
  };

  return async (call) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(call);
      } catch (error) {
        const isLast = attempt >= attempts || !(error instanceof BotApiError) || !error.isPassing;
        if (isLast) throw error;
        const waitMs = error.retryAfterMs ?? 250 * 2 ** (attempt - 1);
        if (waitMs > waitMsMax) throw error;
        await delay(waitMs);
      }
    }
  };
}

/** A reader of pages: some clients' lists are called apps, some campaigns. */
async function readAllPages(call: (call: Call) => Promise<Reply>): Promise<WireApp[]> {
  const apps: WireApp[] = [];
  const seen = new Set<string>();
  let cursor = "";
  for (let page = 0; page < pagesMax; page++) {
    const query = cursor === "" ? {} : { query: { cursor } };
    const { fields } = await call({ method: "GET", path: "/getAllApps", ...query });
    apps.push(...readApps(fields.apps ?? fields.campaigns));
    const next = fields.nextCursor ?? fields.cursor;
    // A cursor that comes again would never end.
    if (typeof next !== "string" || next === "" || seen.has(next)) return apps;
    seen.add(next);
    cursor = next;
  }
  return apps;
}

/** The bot API over fetch. Waits out a short Retry-After, and gives up with a BotApiError. */
export function createBotApi(options: BotApiOptions): BotApi {
  const call = caller(options);
  const post = (path: string, body: unknown) => call({ method: "POST", path, body });
  return {
    registerServer: async (registration) => {
      const { fields } = await post("/registerServer", { metadata: {}, ...registration });
      const uuid = fields.serverUuid;
      return typeof uuid === "string" && uuid !== "" ? uuid : registration.serverUuid;
    },
    heartbeat: async (serverUuid) => {
      await post("/heartbeat", { serverUuid });
    },
    getServerStatus: async (serverUuid) =>
      (await call({ method: "GET", path: "/getServerStatus", query: { serverUuid } })).fields,
    unregisterServer: async (serverUuid) => {
      await call({ method: "DELETE", path: "/unregisterServer", query: { serverUuid } });
    },
    getServerCampaigns: async (serverUuid, etag) => {
      const { status, fields, ...reply } = await call({
        method: "GET",
        path: "/getServerCampaigns",
        query: { serverUuid },
        ...(etag ? { headers: { "if-none-match": etag } } : {}),
      });
      if (status === 304) return { kind: "unchanged" };
      const batch = readBatch(fields);
      if (batch) return { kind: "batch", batch, etag: reply.etag };
      throw new BotApiError("The answer holds no batch.", { status: 502 });
    },
    getAllApps: () => readAllPages(call),
    trackPromotionEvent: async (event) => {
      await post("/trackPromotionEvent", event);
    },
  };
}
