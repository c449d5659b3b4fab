import type { CampaignDoc, GameState } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface DetailRow {
  readonly doc: CampaignDoc;
  readonly docVersion: number;
  readonly revision: number;
  readonly publishedAt: string | null;
  readonly heldAt: string | null;
  readonly updatedBy: string | null;
  readonly updatedByName: string | null;
}

export async function findDetail(db: Executor, id: string): Promise<DetailRow | undefined> {
  const [row] = await db<DetailRow[]>`
    select c.doc, c.doc_version as "docVersion", c.revision, c.published_at as "publishedAt", c.held_at as "heldAt",
      c.updated_by as "updatedBy", u.name as "updatedByName"
    from campaign c left join "user" u on u.id = c.updated_by where c.id = ${id}`;
  return row;
}

export interface GameRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly position: number;
  readonly state: GameState;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly pausedAt: string | null;
  readonly plays: number;
  readonly decided: number;
  readonly commitment: string | null;
  readonly committedAt: string | null;
}

export async function selectGames(db: Executor, campaignId: string): Promise<GameRow[]> {
  return db<GameRow[]>`
    select g.id, g.slug, g.name, g.position::int as position, g.state, g.starts_at as "startsAt",
      g.ends_at as "endsAt", g.paused_at as "pausedAt", g.last_seq::float8 as plays,
      coalesce(gp.decided, 0)::float8 as decided, encode(g.commitment, 'hex') as commitment,
      g.committed_at as "committedAt"
    from game g left join game_pacer gp on gp.game_id = g.id and gp.shard = 0
    where g.campaign_id = ${campaignId} order by g.position, g.id`;
}

export interface PrizeRow {
  readonly gameId: string;
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly brandId: string;
  readonly brandName: string;
  readonly monogram: string;
  readonly poolId: string | null;
  readonly quantity: number;
  readonly weight: number;
  readonly won: number;
}

export async function selectPrizes(db: Executor, campaignId: string): Promise<PrizeRow[]> {
  return db<PrizeRow[]>`
    select z.game_id as "gameId", z.id, z.position::int as position, z.name, z.brand_id as "brandId",
      b.name as "brandName", b.monogram, z.pool_id as "poolId", z.quantity, z.weight,
      coalesce((gp.state->'W'->>z.position::int)::float8, 0) as won
    from prize z join game g on g.id = z.game_id join brand b on b.id = z.brand_id
    left join game_pacer gp on gp.game_id = g.id and gp.shard = 0
    where g.campaign_id = ${campaignId} order by z.game_id, z.position`;
}
