import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { ChainEntryKind } from "#lib/plays/contract.ts";

export interface FairnessGameRow {
  readonly gameId: string;
  readonly commitment: string | null;
  readonly committedAt: string | null;
  readonly config: PacerConfig | null;
  readonly seed: string | null;
  readonly revealedAt: string | null;
  readonly headSeq: number | null;
  readonly headHash: string | null;
}

/** What was promised about the games of a campaign, and what is public of them. */
export async function listFairnessGames(
  sql: Executor,
  gameIds: readonly string[],
): Promise<FairnessGameRow[]> {
  return await sql<FairnessGameRow[]>`
    select g.id as "gameId", encode(g.commitment, 'hex') as commitment,
           to_char(g.committed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "committedAt",
           l.config, encode(v.seed, 'hex') as seed,
           to_char(v.revealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "revealedAt",
           h.seq::float8 as "headSeq", encode(h.hash, 'hex') as "headHash"
      from game g
      left join game_plan l on l.game_id = g.id and l.revision = 1
      left join revealed_seed v on v.game_id = g.id
      left join chain_head h on h.game_id = g.id and h.shard = 0 and v.game_id is not null
     where g.id in ${sql(gameIds)}`;
}

export interface PrizeLine {
  readonly gameId: string;
  readonly position: number;
  readonly name: string;
  readonly brand: string;
  readonly quantity: number;
}

/** Prize lines in their order. */
export async function listPrizeLines(
  sql: Executor,
  gameIds: readonly string[],
): Promise<PrizeLine[]> {
  return await sql<PrizeLine[]>`
    select z.game_id as "gameId", z.position, coalesce(nullif(z.template ->> 'headline', ''), z.name) as name, b.name as brand,
           z.quantity
      from prize z join brand b on b.id = z.brand_id
     where z.game_id in ${sql(gameIds)} order by z.game_id, z.position`;
}

export interface PrizeTotal {
  readonly gameId: string;
  readonly position: number;
  /** Coupons won and not taken back. */
  readonly given: number;
  /** Coupons given to losing plays at the close. */
  readonly givenLater: number;
}

/** What went out by prize line, of games whose seed is public and of no others. Reads all of a game. */
export async function listPrizeTotals(
  sql: Executor,
  gameIds: readonly string[],
): Promise<PrizeTotal[]> {
  return await sql<PrizeTotal[]>`
    select z.game_id as "gameId", z.position,
           (select count(*) from play_result r where r.game_id = v.game_id and r.prize_id = z.id and r.outcome = 'WIN')::float8
             - (select count(*) from chain_entry e where e.game_id = v.game_id and e.shard = 0 and e.kind = 'correction'
                 and e.body like '%"reason":"RETURNED"%' and (e.body::jsonb ->> 'brand')::integer = z.position)::float8 as given,
           (select count(*) from second_chance_award s where s.game_id = v.game_id and s.prize_id = z.id)::float8
             as "givenLater"
      from prize z join revealed_seed v on v.game_id = z.game_id
     where z.game_id in ${sql(gameIds)}`;
}

export interface FairnessEvent {
  readonly gameId: string;
  readonly seq: number;
  readonly kind: ChainEntryKind;
  readonly at: string;
}

/**
 * What happened to games besides plays. A pause is there for everybody to see; the rest speaks of coupons that were
 * given out and waits for the seed. The kinds are named as the index does that leaves the batches out.
 */
export async function listFairnessEvents(
  sql: Executor,
  gameIds: readonly string[],
  limit: number,
): Promise<FairnessEvent[]> {
  return await sql<FairnessEvent[]>`
    select e.game_id as "gameId", e.seq::float8 as seq, e.kind, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
      from chain_entry e left join revealed_seed v on v.game_id = e.game_id
     where e.game_id in ${sql(gameIds)} and e.shard = 0
       and e.kind in ('pause', 'resume', 'revision', 'budget', 'second_chance', 'reveal')
       and (e.kind in ('pause', 'resume', 'revision')
         or (v.game_id is not null and e.kind in ('budget', 'second_chance', 'reveal')))
     order by e.at, e.seq limit ${limit}`;
}

export interface PlayTotals {
  readonly gameId: string;
  readonly plays: number;
  readonly wins: number;
  readonly voids: number;
}

/** Of games whose seed is public. Reads all of a game. */
export async function listPlayTotals(
  sql: Executor,
  gameIds: readonly string[],
): Promise<PlayTotals[]> {
  return await sql<PlayTotals[]>`
    select r.game_id as "gameId", count(*)::float8 as plays,
           count(*) filter (where r.outcome = 'WIN')::float8 as wins,
           count(*) filter (where r.outcome = 'VOID')::float8 as voids
      from revealed_seed v join play_result r on r.game_id = v.game_id
     where v.game_id in ${sql(gameIds)} group by 1`;
}
