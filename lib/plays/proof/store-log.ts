import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { ChainEntryKind } from "#lib/plays/contract.ts";

const isoTime = (sql: Executor, column: string) =>
  sql`to_char(${sql.unsafe(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface LogGame {
  readonly gameId: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly commitment: string;
  readonly committedAt: string | null;
  readonly seed: Buffer;
  readonly committed: string;
  /** Number of the last entry. */
  readonly headSeq: number;
}

/** A game whose seed is public; undefined for every other. */
export async function findLogGame(sql: Executor, gameId: string): Promise<LogGame | undefined> {
  const [row] = await sql<(Omit<LogGame, "headSeq"> & { head_seq: string })[]>`
    select g.id as "gameId", g.name, ${isoTime(sql, "g.starts_at")} as "startsAt",
           ${isoTime(sql, "g.ends_at")} as "endsAt", encode(g.commitment, 'hex') as commitment,
           ${isoTime(sql, "g.committed_at")} as "committedAt", v.seed, l.committed, h.seq::text as head_seq
      from game g
      join revealed_seed v on v.game_id = g.id
      join game_plan l on l.game_id = g.id and l.revision = 1
      join chain_head h on h.game_id = g.id and h.shard = 0
     where g.id = ${gameId}`;
  if (!row) return undefined;
  const { head_seq, ...game } = row;
  return { ...game, headSeq: Number(head_seq) };
}

export interface LogPlan {
  readonly revision: number;
  readonly curve: string;
  readonly finishShare: number;
  readonly config: Record<string, JsonValue>;
}

export async function listLogPlans(sql: Executor, gameId: string): Promise<LogPlan[]> {
  return await sql<LogPlan[]>`
    select revision, encode(plan, 'hex') as curve, finish_share as "finishShare", config from game_plan
     where game_id = ${gameId} order by revision`;
}

export interface LogEntry {
  readonly seq: number;
  readonly kind: ChainEntryKind;
  readonly at: string;
  readonly kFrom: number | undefined;
  readonly kTo: number | undefined;
  readonly body: string | undefined;
  readonly prevHash: string;
  readonly root: string;
  readonly hash: string;
}

interface EntryRow {
  readonly seq: string;
  readonly kind: ChainEntryKind;
  readonly at: string;
  readonly k_from: string | null;
  readonly k_to: string | null;
  readonly body: string | null;
  readonly prev_hash: string;
  readonly root: string;
  readonly hash: string;
}

const entryColumns = (sql: Executor) => sql`
  e.seq::text, e.kind, ${isoTime(sql, "e.at")} as at, e.k_from::text, e.k_to::text, e.body,
  encode(e.prev_hash, 'hex') as prev_hash, encode(e.root, 'hex') as root, encode(e.hash, 'hex') as hash`;

function entryOf(row: EntryRow): LogEntry {
  return {
    seq: Number(row.seq),
    kind: row.kind,
    at: row.at,
    kFrom: row.k_from === null ? undefined : Number(row.k_from),
    kTo: row.k_to === null ? undefined : Number(row.k_to),
    body: row.body ?? undefined,
    prevHash: row.prev_hash,
    root: row.root,
    hash: row.hash,
  };
}

export interface EntryRange {
  readonly gameId: string;
  readonly afterSeq: number;
  readonly toSeq: number;
  readonly limit: number;
}

export async function listLogEntries(sql: Executor, range: EntryRange): Promise<LogEntry[]> {
  const rows = await sql<EntryRow[]>`
    select ${entryColumns(sql)} from chain_entry e
     where e.game_id = ${range.gameId} and e.shard = 0 and e.seq > ${range.afterSeq} and e.seq <= ${range.toSeq}
     order by e.seq limit ${range.limit}`;
  return rows.map(entryOf);
}

/** The entry of the batch that holds an ordinal. */
export async function findBatchEntry(
  sql: Executor,
  gameId: string,
  k: number,
): Promise<LogEntry | undefined> {
  const [row] = await sql<EntryRow[]>`
    select ${entryColumns(sql)} from chain_entry e
     where e.game_id = ${gameId} and e.shard = 0 and e.kind = 'batch' and e.k_from <= ${k} and e.k_to >= ${k}
     order by e.k_to limit 1`;
  return row && entryOf(row);
}

/** Entries that name a play: what was corrected, taken back, voided or given to it later. */
export async function listEntriesNaming(
  sql: Executor,
  gameId: string,
  playId: string,
): Promise<LogEntry[]> {
  const rows = await sql<EntryRow[]>`
    select ${entryColumns(sql)} from chain_entry e
     where e.game_id = ${gameId} and e.shard = 0 and (e.kind = 'correction' or e.kind = 'second_chance')
       and strpos(e.body, ${playId}) > 0
     order by e.seq`;
  return rows.map(entryOf);
}

export interface LogDecision {
  readonly k: number;
  readonly playId: string;
  readonly playerId: string;
  readonly seq: number;
  readonly salt: string;
  readonly t: number;
  readonly S: number;
  readonly shares: readonly number[];
  readonly brand: number;
  /** As the pacer gave it: a win that found no coupon is still a draw here. */
  readonly reason: "DRAW" | "CAP" | "WINDOW";
  readonly u: number;
  readonly couponId: number | undefined;
}

export interface DecisionRange {
  readonly gameId: string;
  readonly afterK: number;
  /** The last one asked for; without it up to the end. */
  readonly toK?: number;
  readonly limit: number;
}

export async function listLogDecisions(
  sql: Executor,
  range: DecisionRange,
): Promise<LogDecision[]> {
  const rows = await sql<
    {
      k: string;
      play_id: string;
      player_id: string;
      seq: string;
      salt: string;
      t: number;
      chance: number;
      shares: string;
      brand: number;
      reason: LogDecision["reason"];
      u: number;
      coupon_id: string | null;
    }[]
  >`
    select r.k::text, r.play_id, r.player_id, p.seq::text, encode(p.salt, 'hex') as salt, r.t, r.chance,
           r.shares::text, r.brand, case when r.brand >= 0 then 'DRAW' else r.reason::text end as reason, r.u,
           r.coupon_id::text
      from play_result r
      join play p on p.game_id = r.game_id and p.play_id = r.play_id and p.player_id = r.player_id
     where r.game_id = ${range.gameId} and r.shard = 0 and r.k > ${range.afterK}
       and r.k <= ${range.toK ?? Number.MAX_SAFE_INTEGER}
     order by r.k limit ${range.limit}`;
  return rows.map((row) => ({
    k: Number(row.k),
    playId: row.play_id,
    playerId: row.player_id,
    seq: Number(row.seq),
    salt: row.salt,
    t: row.t,
    S: row.chance,
    shares: row.shares === "{}" ? [] : row.shares.slice(1, -1).split(",").map(Number),
    brand: row.brand,
    reason: row.reason,
    u: row.u,
    couponId: row.coupon_id === null ? undefined : Number(row.coupon_id),
  }));
}

export interface LogSignature {
  readonly seq: number;
  readonly hash: string;
  readonly keyId: string;
  readonly at: string;
  readonly signature: string;
}

/** Signed heads from an entry on, the earliest first. */
export async function listLogSignatures(
  sql: Executor,
  range: { readonly gameId: string; readonly fromSeq: number; readonly limit: number },
): Promise<LogSignature[]> {
  const rows = await sql<(Omit<LogSignature, "seq"> & { seq: string })[]>`
    select s.seq::text, encode(s.hash, 'hex') as hash, s.key_id as "keyId", ${isoTime(sql, "s.at")} as at,
           encode(s.signature, 'hex') as signature
      from chain_signature s
     where s.game_id = ${range.gameId} and s.shard = 0 and s.seq >= ${range.fromSeq}
     order by s.seq limit ${range.limit}`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}
