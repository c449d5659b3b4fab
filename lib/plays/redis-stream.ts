// The stream of a partition: intake adds, the lease holder of the partition reads. Entries are hints only:
// Postgres holds the plays, so a lost entry is re-fed and a doubled one is dropped.
//
// No MAXLEN ever (trimming loses what is pending) and one consumer name for all owners: the lease says who may
// read, and a name that is never deleted cannot take pending entries with it.

import type { Redis } from "ioredis";
import { z } from "zod";
import { playsKey, resultKey } from "#lib/pacing/redis/keys.ts";
import type { PlayOutcome } from "#lib/plays/contract.ts";

export type RedisClient = Redis;

const group = "allocator";
const consumer = "owner";
const resultTtlS = 86_400;

export interface StreamPlay {
  readonly partition: number;
  readonly gameId: string;
  readonly playId: string;
}

export interface StreamEntry {
  readonly id: string;
  /** Undefined when the entry could not be read. */
  readonly play: { readonly gameId: string; readonly playId: string } | undefined;
}

const entrySchema = z.object({ p: z.uuid().toLowerCase(), g: z.uuid().toLowerCase() });

// One command for many entries: a command each costs the gateway more than all the rest of feeding them.
const addScript = `
for i = 1, #ARGV, 2 do redis.call('XADD', KEYS[1], '*', 'p', ARGV[i], 'g', ARGV[i + 1]) end
return #ARGV / 2
`;
/** Keeps a single call short beside those of players: about a millisecond of the server. */
const addMax = 1_000;

/** Adds plays to their streams in the order given. Throws when Redis does not answer; the sweeper heals that. */
export async function addPlays(redis: RedisClient, plays: readonly StreamPlay[]): Promise<void> {
  const byPartition = new Map<number, string[]>();
  for (const { partition, gameId, playId } of plays) {
    const fields = byPartition.get(partition);
    if (fields) fields.push(playId, gameId);
    else byPartition.set(partition, [playId, gameId]);
  }
  const calls: Promise<unknown>[] = [];
  for (const [partition, fields] of byPartition) {
    for (let from = 0; from < fields.length; from += 2 * addMax) {
      const part = fields.slice(from, from + 2 * addMax);
      calls.push(redis.eval(addScript, 1, playsKey(partition), ...part));
    }
  }
  await Promise.all(calls);
}

/** Makes the group from the beginning of the stream, so that nothing added before is skipped. True when it was new. */
export async function ensureGroup(redis: RedisClient, partition: number): Promise<boolean> {
  try {
    await redis.xgroup("CREATE", playsKey(partition), group, "0", "MKSTREAM");
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("BUSYGROUP")) return false;
    throw error;
  }
}

/** The stream or its group is gone: Redis was flushed or came back older. */
export function isGroupLost(error: unknown): boolean {
  return error instanceof Error && /^NOGROUP|^UNBLOCKED/.test(error.message);
}

type RawEntry = [id: string, fields: string[] | null];

function readEntry([id, fields]: RawEntry): StreamEntry {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < (fields?.length ?? 0); i += 2) {
    record[fields?.[i] ?? ""] = fields?.[i + 1] ?? "";
  }
  const parsed = entrySchema.safeParse(record);
  return {
    id,
    play: parsed.success ? { playId: parsed.data.p, gameId: parsed.data.g } : undefined,
  };
}

/** New entries, waiting in the server for up to `blockMs`; 0 does not wait. */
export async function readNew(
  redis: RedisClient,
  partition: number,
  { count, blockMs }: { readonly count: number; readonly blockMs: number },
): Promise<StreamEntry[]> {
  const key = playsKey(partition);
  const reply =
    blockMs > 0
      ? await redis.xreadgroup(
          "GROUP",
          group,
          consumer,
          "COUNT",
          count,
          "BLOCK",
          blockMs,
          "STREAMS",
          key,
          ">",
        )
      : await redis.xreadgroup("GROUP", group, consumer, "COUNT", count, "STREAMS", key, ">");
  const streams = reply as [key: string, entries: RawEntry[]][] | null;
  return (streams?.[0]?.[1] ?? []).map(readEntry);
}

export interface Claimed {
  readonly entries: StreamEntry[];
  /** Where to go on; "0-0" when all was seen. */
  readonly cursor: string;
}

/** Entries handed out before and not acknowledged, in id order. */
export async function claimPending(
  redis: RedisClient,
  partition: number,
  { cursor, count, minIdleMs }: { cursor: string; count: number; minIdleMs: number },
): Promise<Claimed> {
  const reply = (await redis.xautoclaim(
    playsKey(partition),
    group,
    consumer,
    minIdleMs,
    cursor,
    "COUNT",
    count,
  )) as [cursor: string, entries: (RawEntry | null)[], ...unknown[]];
  const entries = reply[1].filter((entry) => entry !== null);
  return { cursor: reply[0], entries: entries.map(readEntry) };
}

export interface CachedResult {
  readonly playId: string;
  readonly gameId: string;
  readonly playerId: string;
  readonly outcome: PlayOutcome;
  readonly brand: number;
  readonly prizeId: string | null;
  readonly couponId: number | null;
  readonly revealAtMs: number;
}

// Results, then the acknowledgement, in one step of one slot: an entry never leaves the stream without the
// cached result, and the cache holds only what the ledger has.
const finishScript = `
for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[i], 'EX', ARGV[1]) end
local n = #KEYS
if #ARGV > n then
  local ids = {}
  for i = n + 1, #ARGV do ids[#ids + 1] = ARGV[i] end
  redis.call('XACK', KEYS[1], '${group}', unpack(ids))
  redis.call('XDEL', KEYS[1], unpack(ids))
end
return 1
`;

/** After the commit: caches the results for a day and takes the entries out of the stream. */
export async function finishEntries(
  redis: RedisClient,
  partition: number,
  ids: readonly string[],
  results: readonly CachedResult[],
): Promise<void> {
  if (ids.length === 0 && results.length === 0) return;
  const keys = [playsKey(partition), ...results.map((each) => resultKey(partition, each.playId))];
  const values = results.map(({ playId: _, ...kept }) => JSON.stringify(kept));
  await redis.eval(finishScript, keys.length, ...keys, resultTtlS, ...values, ...ids);
}

/** Staff pages follow a campaign by play ids alone; what a page may show, it reads from Postgres. */
export async function publishLive(
  redis: RedisClient,
  campaignId: string,
  message: { readonly gameId: string; readonly playIds: readonly string[] },
): Promise<void> {
  await redis.publish(`live:${campaignId}`, JSON.stringify(message));
}

export async function streamLength(redis: RedisClient, partition: number): Promise<number> {
  return await redis.xlen(playsKey(partition));
}
