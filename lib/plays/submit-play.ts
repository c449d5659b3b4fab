// Takes a play: who asks, may they, is there room, then one row in Postgres and a 202. The gateway and the
// route handler both call this, so a play is judged alike whichever way it comes.

import type { PlayerIdentity } from "#lib/identity/player-token.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import { networkOf } from "#lib/platform/network-address.ts";
import { deriveKey } from "#lib/platform/secrets.ts";
import { createTokenBuckets, type TokenBuckets } from "#lib/platform/token-buckets.ts";
import { type BacklogGauge, createBacklogGauge } from "#lib/plays/backlog-limit.ts";
import { type PlayAccepted, type PlayRequest, playRequestSchema } from "#lib/plays/contract.ts";
import type { GameViews } from "#lib/plays/game-view.ts";
import { createIntake, type Intake } from "#lib/plays/intake.ts";
import { requireMayPlay } from "#lib/plays/may-play.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import { findGameFacts, type GameFacts } from "#lib/plays/store-game.ts";
import { findPlayOwner, type IntakePlay, type IntakeVerdict } from "#lib/plays/store-intake.ts";

/** A finger on a button; a script is stopped. */
const playerLimit = { burst: 10, perS: 1 };
/** A household, an office, a mobile carrier's gateway. */
const networkLimit = { burst: 600, perS: 60 };
/** A hall full of people behind one address. */
const hallLimit = { burst: 20 * networkLimit.burst, perS: 20 * networkLimit.perS };
const metaBytesMax = 1024;

export interface PlayCaller {
  readonly identity: PlayerIdentity;
  readonly address: string;
}

/** The 202 body and what a host needs to deliver the result. */
export interface PlayReceipt {
  readonly body: PlayAccepted;
  readonly playerId: string;
  readonly gameId: string;
  readonly partition: number;
}

export interface PlayDesk {
  /**
   * Committed when this resolves; the same id again answers the same play. Throws AppError for refusals: nothing
   * was taken then, except when Postgres was lost in the middle, where the same id tells.
   */
  submit(caller: PlayCaller, request: unknown): Promise<PlayReceipt>;
  drain(): Promise<void>;
}

export interface PlayDeskDeps {
  readonly sql: Executor;
  readonly redis: RedisClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly masterSecret: string;
  readonly views: GameViews;
}

export function createPlayDesk(deps: PlayDeskDeps): PlayDesk {
  const { sql, clock } = deps;
  const limits: PlayLimits = {
    players: createTokenBuckets(),
    networks: createTokenBuckets(),
    halls: createTokenBuckets(),
  };
  const gauge = createBacklogGauge(sql, clock);
  const intake = createIntake(deps);
  const networkKey = deriveKey(deps.masterSecret, "network-hash");
  const games = createMicroCache<GameFacts | undefined>({
    freshMs: 1_000,
    staleMs: 5_000,
    max: 5_000,
    clock,
    load: (gameId) => findGameFacts(sql, gameId),
  });
  return {
    submit: async (caller, raw) => {
      const request = parseRequest(raw);
      const game = await games.get(request.gameId);
      if (!game) throw new AppError("unknown_game");
      requireMayPlay(caller.identity, game);
      const network = networkOf(caller.address);
      requireRate(limits, { playerId: caller.identity.playerId, network, game }, clock);
      await requireRoom({ ...deps, gauge }, caller, request);
      const hashed = game.hasNetworkCap && hmacSha256(networkKey, network).toString("hex");
      const play = intakePlay(request, caller.identity.playerId, hashed || undefined);
      return receiptOf(request, caller, await take({ ...deps, intake }, play));
    },
    drain: () => intake.drain(),
  };
}

function parseRequest(raw: unknown): PlayRequest {
  const request = playRequestSchema.parse(raw);
  // Uppercase is the same UUID; the draw and the stream know one spelling.
  return {
    ...request,
    playId: request.playId.toLowerCase(),
    gameId: request.gameId.toLowerCase(),
  };
}

/** One table for each kind of key, so that no play has to make a longer key of its own. */
interface PlayLimits {
  readonly players: TokenBuckets;
  readonly networks: TokenBuckets;
  readonly halls: TokenBuckets;
}

function requireRate(
  limits: PlayLimits,
  who: { readonly playerId: string; readonly network: string; readonly game: GameFacts },
  clock: Clock,
): void {
  const nowMs = clock.monotonicMs();
  const waitMs =
    limits.players.take(who.playerId, playerLimit, nowMs) ||
    (who.game.hallMode
      ? limits.halls.take(who.network, hallLimit, nowMs)
      : limits.networks.take(who.network, networkLimit, nowMs));
  if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
}

/** A sold-out game and a full queue refuse new plays only: a repeated one still gets its answer. */
async function requireRoom(
  deps: { readonly sql: Executor; readonly views: GameViews; readonly gauge: BacklogGauge },
  caller: PlayCaller,
  request: PlayRequest,
): Promise<void> {
  try {
    const view = await deps.views.find(request.gameId);
    if (view?.state === "sold_out") throw new AppError("sold_out");
    await deps.gauge.admit(request.gameId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const owner = await findPlayOwner(deps.sql, request.playId);
    if (owner !== caller.identity.playerId) throw error;
  }
}

/** JSON that Postgres cannot hold as jsonb: a NUL or half of a surrogate pair, escaped by JSON.stringify. */
const unstorable = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/i;

function intakePlay(
  request: PlayRequest,
  playerId: string,
  network: string | undefined,
): IntakePlay {
  const meta = request.meta === undefined ? undefined : JSON.stringify(request.meta);
  if (meta && (Buffer.byteLength(meta) > metaBytesMax || unstorable.test(meta))) {
    const message = `At most ${metaBytesMax} bytes of well-formed text.`;
    throw new AppError("invalid", { fields: [{ path: "meta", message }] });
  }
  return {
    playId: request.playId,
    playerId,
    gameId: request.gameId,
    network,
    clientTs: clientInstant(request.clientTs),
    meta,
  };
}

/** A client's clock may say anything; what no calendar holds is left out rather than refused. */
function clientInstant(text: string | undefined): string | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  const isPlausible = ms > 0 && ms < 32_503_680_000_000;
  return isPlausible ? new Date(ms).toISOString() : undefined;
}

async function take(
  deps: { readonly intake: Intake; readonly views: GameViews },
  play: IntakePlay,
): Promise<IntakeVerdict> {
  const verdict = await deps.intake.push(play);
  if (verdict instanceof Error) throw verdict;
  switch (verdict.code) {
    case "ok":
    case "existing":
      return verdict;
    case "foreign":
      throw new AppError("unknown_play");
    case "conflict":
      throw new AppError("conflict", { details: "This play id was used with another game." });
    case "not_open": {
      const opensAt = (await deps.views.find(play.gameId))?.opensAt;
      throw new AppError("not_open", opensAt ? { details: `It opens again at ${opensAt}.` } : {});
    }
    default:
      throw new AppError(verdict.code);
  }
}

const instants = new Map<number, string>();

/** ISO 8601. The plays of a batch share their instants, and writing one out costs more than the rest of a receipt. */
function instantOf(ms: number): string {
  const known = instants.get(ms);
  if (known !== undefined) return known;
  if (instants.size >= 64) instants.clear();
  const text = new Date(ms).toISOString();
  instants.set(ms, text);
  return text;
}

function receiptOf(request: PlayRequest, caller: PlayCaller, verdict: IntakeVerdict): PlayReceipt {
  return {
    body: {
      playId: request.playId,
      acceptedAt: instantOf(verdict.acceptedAtMs ?? 0),
      revealAt: instantOf(verdict.revealAtMs ?? 0),
      revealInMs: verdict.revealInMs,
      landInMs: verdict.landInMs,
      queued: true,
    },
    playerId: caller.identity.playerId,
    gameId: request.gameId,
    partition: verdict.partition,
  };
}
