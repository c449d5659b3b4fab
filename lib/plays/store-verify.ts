import type { Executor } from "#lib/platform/database.ts";
import { plainArray } from "#lib/platform/postgres-array.ts";
import type { ChainEntryKind, PlayOutcome, PlayReason } from "#lib/plays/contract.ts";

export interface LedgerGame {
  readonly seedCt: Buffer | undefined;
  readonly commitment: Buffer | undefined;
  readonly headSeq: number;
  readonly headHash: Buffer;
  readonly pacerK: number;
  readonly pacerEpoch: number;
  readonly decided: number;
  readonly lastSeq: number;
  readonly state: unknown;
  /** What public pages are told is the seed, and the entry that said so. */
  readonly revealed: { readonly seed: Buffer; readonly chainSeq: number } | undefined;
  readonly isSeedPublic: boolean;
}

export async function findLedgerGame(
  sql: Executor,
  gameId: string,
): Promise<LedgerGame | undefined> {
  const [row] = await sql<
    {
      seed_ct: Buffer | null;
      commitment: Buffer | null;
      head_seq: string;
      head_hash: Buffer;
      k: string;
      epoch: string;
      decided: string;
      last_seq: string;
      state: unknown;
      public_seed: Buffer | null;
      public_seq: string | null;
      is_public: boolean;
    }[]
  >`
    select g.seed_ct, g.commitment, h.seq::text as head_seq, h.hash as head_hash, gp.k::text, gp.epoch::text,
           gp.decided::text, g.last_seq::text, gp.state, v.seed as public_seed, v.chain_seq::text as public_seq,
           g.seed_revealed_at is not null as is_public
      from game g left join revealed_seed v on v.game_id = g.id
      join chain_head h on h.game_id = g.id and h.shard = 0
      join game_pacer gp on gp.game_id = g.id and gp.shard = 0
     where g.id = ${gameId}`;
  return (
    row && {
      seedCt: row.seed_ct ?? undefined,
      commitment: row.commitment ?? undefined,
      headSeq: Number(row.head_seq),
      headHash: row.head_hash,
      pacerK: Number(row.k),
      pacerEpoch: Number(row.epoch),
      decided: Number(row.decided),
      lastSeq: Number(row.last_seq),
      state: row.state,
      revealed: row.public_seed
        ? { seed: row.public_seed, chainSeq: Number(row.public_seq) }
        : undefined,
      isSeedPublic: row.is_public,
    }
  );
}

export interface StoredEntry {
  readonly seq: number;
  readonly kind: ChainEntryKind;
  readonly kFrom: number;
  readonly kTo: number;
  readonly root: Buffer;
  readonly body: string | undefined;
  readonly prevHash: Buffer;
  readonly hash: Buffer;
}

export async function listEntries(
  sql: Executor,
  gameId: string,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<StoredEntry[]> {
  const rows = await sql<
    {
      seq: string;
      kind: ChainEntryKind;
      k_from: string | null;
      k_to: string | null;
      root: Buffer;
      body: string | null;
      prev_hash: Buffer;
      hash: Buffer;
    }[]
  >`
    select seq::text, kind, k_from::text, k_to::text, root, body, prev_hash, hash from chain_entry e
     where game_id = ${gameId} and shard = 0 and seq > ${afterSeq} order by e.seq limit ${limit}`;
  return rows.map((row) => ({
    seq: Number(row.seq),
    kind: row.kind,
    kFrom: Number(row.k_from),
    kTo: Number(row.k_to),
    root: row.root,
    body: row.body ?? undefined,
    prevHash: row.prev_hash,
    hash: row.hash,
  }));
}

export interface StoredDecision {
  readonly playId: string;
  readonly playerId: string;
  readonly k: number;
  readonly seq: number;
  readonly salt: string;
  /** When the play arrived; `t` is what the pacer made of it. */
  readonly arrivedT: number;
  readonly t: number;
  readonly S: number;
  readonly shares: readonly number[];
  readonly brand: number;
  readonly u: number;
  readonly epoch: number;
  readonly outcome: PlayOutcome;
  readonly reason: PlayReason;
  readonly couponId: number | undefined;
  /** The coupon names this play as its owner and was given for this prize line. */
  readonly isCouponSound: boolean;
}

/** Ledger rows with their plays, in the order of k. */
export async function listDecisions(
  sql: Executor,
  gameId: string,
  { afterK, limit }: { readonly afterK: number; readonly limit: number },
): Promise<StoredDecision[]> {
  const rows = await sql<
    {
      play_id: string;
      player_id: string;
      k: string;
      seq: string;
      salt: string;
      t_us: string;
      t: number;
      chance: number;
      shares: string;
      brand: number;
      u: number;
      epoch: string;
      outcome: PlayOutcome;
      reason: PlayReason;
      coupon_id: string | null;
      sound: boolean;
    }[]
  >`
    select r.play_id, r.player_id, r.k::text, p.seq::text, encode(p.salt, 'hex') as salt, p.t_us::text, r.t, r.chance,
           r.shares::text, r.brand, r.u, r.epoch::text, r.outcome, r.reason,
           r.coupon_id::text,
           case when r.outcome = 'WIN' then c.id is not null else r.coupon_id is null end as sound
      from play_result r
      join play p on p.game_id = r.game_id and p.play_id = r.play_id and p.player_id = r.player_id
      left join prize z on z.game_id = r.game_id and z.position = r.brand and z.id = r.prize_id
      left join coupon c on c.id = r.coupon_id and c.play_id = r.play_id and c.prize_id = z.id
     where r.game_id = ${gameId} and r.shard = 0 and r.k > ${afterK} order by r.k limit ${limit}`;
  return rows.map((row) => ({
    playId: row.play_id,
    playerId: row.player_id,
    k: Number(row.k),
    seq: Number(row.seq),
    salt: row.salt,
    arrivedT: Number(row.t_us) / 1e6,
    t: row.t,
    S: row.chance,
    shares: row.shares === "{}" ? [] : row.shares.slice(1, -1).split(",").map(Number),
    brand: row.brand,
    u: row.u,
    epoch: Number(row.epoch),
    outcome: row.outcome,
    reason: row.reason,
    couponId: row.coupon_id === null ? undefined : Number(row.coupon_id),
    isCouponSound: row.sound,
  }));
}

/** Texts of the entries that say a win lost its coupon. */
export async function listReturns(sql: Executor, gameId: string): Promise<string[]> {
  const rows = await sql<{ body: string }[]>`
    select body from chain_entry
     where game_id = ${gameId} and kind = 'correction' and body like '%"reason":"RETURNED"%'`;
  return rows.map(({ body }) => body);
}

/** Plays that ended without a decision. */
export async function listVoids(sql: Executor, gameId: string): Promise<string[]> {
  const rows = await sql<{ play_id: string }[]>`
    select play_id from play_result where game_id = ${gameId} and outcome = 'VOID'`;
  return rows.map((row) => row.play_id);
}

/** What must be nought in a whole ledger; each figure counts rows that contradict one another. */
export interface LedgerContradictions {
  /** Results of plays that were never accepted. */
  readonly strangers: number;
  /** Accepted plays that are gone, or numbers that were given twice. */
  readonly missingPlays: number;
  /** Plays without a result although everything up to them is said to be decided. */
  readonly forgottenPlays: number;
  /** Coupons of the game's prize lines whose play has neither a win nor a second chance with that coupon. */
  readonly orphanedCoupons: number;
  /** Players whose counted wins are not their wins in the ledger that stand, and their second chances. */
  readonly miscountedWins: number;
}

export async function countContradictions(
  sql: Executor,
  gameId: string,
  returned: readonly string[],
): Promise<LedgerContradictions & { readonly undecided: number }> {
  const [row] = await sql<(LedgerContradictions & { undecided: number })[]>`
    with undecided as (
      select p.seq from play p where p.game_id = ${gameId} and not exists (
         select 1 from play_result r where r.game_id = ${gameId} and r.play_id = p.play_id))
    select
      (select count(*) from undecided)::integer as undecided,
      (select count(*) from play_result r where r.game_id = ${gameId} and not exists (
         select 1 from play p where p.game_id = ${gameId} and p.play_id = r.play_id))::integer as strangers,
      (select abs(g.last_seq - count(p.seq)) + abs(g.last_seq - coalesce(max(p.seq), 0)) + count(p.seq)
            - count(distinct p.seq)
         from game g left join play p on p.game_id = g.id where g.id = ${gameId} group by g.id)::integer
        as "missingPlays",
      (select count(*) from undecided u join game g on g.id = ${gameId}
        where u.seq <= g.floor_seq)::integer as "forgottenPlays",
      (select count(*) from coupon c join prize z on z.id = c.prize_id
        where z.game_id = ${gameId} and c.play_id is not null and not exists (
         select 1 from play_result r where r.game_id = ${gameId} and r.play_id = c.play_id
            and r.outcome = 'WIN' and r.coupon_id = c.id) and not exists (
         select 1 from second_chance_award a
          where a.game_id = ${gameId} and a.play_id = c.play_id and a.coupon_id = c.id))::integer as "orphanedCoupons",
      (select count(*) from (
         select player_id, sum(n) from (
           select r.player_id, 1 as n from play_result r
            where r.game_id = ${gameId} and r.outcome = 'WIN'
              and not r.play_id = any(${plainArray(returned)}::text::uuid[])
           union all
           select a.player_id, 1 from second_chance_award a where a.game_id = ${gameId}
           union all
           select g.player_id, -g.wins from player_game g where g.game_id = ${gameId}) x
          group by 1 having sum(n) <> 0) y)::integer as "miscountedWins"`;
  if (!row) throw new Error("a count without a row");
  return row;
}
