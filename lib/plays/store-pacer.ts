import { type PacerConfig, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { decodeState, encodeState, type PacerState } from "#lib/pacing/pacer-state.ts";
import { type Plan, unpackPlan } from "#lib/pacing/plan.ts";
import { winsField } from "#lib/pacing/run-batch.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { PacerMode } from "#lib/plays/contract.ts";

export interface PacerRow {
  readonly mode: PacerMode;
  readonly epoch: number;
  readonly planRevision: number;
  readonly state: PacerState;
}

/** Locks the pacer of a game. The chain head must be locked before. */
export async function lockPacer(
  sql: Executor,
  gameId: string,
  shard: number,
): Promise<PacerRow | undefined> {
  const [row] = await sql<
    { mode: PacerMode; epoch: string; plan_revision: number; state: unknown }[]
  >`
    select mode, epoch::text, plan_revision, state from game_pacer
     where game_id = ${gameId} and shard = ${shard} for no key update`;
  return (
    row && {
      mode: row.mode,
      epoch: Number(row.epoch),
      planRevision: row.plan_revision,
      state: decodeState(row.state),
    }
  );
}

/** Games under way whose pace is kept in Redis. */
export async function listPacedByRedis(sql: Executor): Promise<string[]> {
  const rows = await sql<{ gameId: string }[]>`
    select p.game_id as "gameId" from game_pacer p join game g on g.id = p.game_id
     where p.mode = 'redis' and p.shard = 0 and g.state in ('live', 'paused') order by p.game_id`;
  return rows.map(({ gameId }) => gameId);
}

export async function insertPacer(
  sql: Executor,
  pacer: { gameId: string; shard: number; planRevision: number; state: PacerState },
): Promise<void> {
  await sql`
    insert into game_pacer (game_id, shard, plan_revision, state)
    values (${pacer.gameId}, ${pacer.shard}, ${pacer.planRevision},
      ${JSON.stringify(encodeState(pacer.state))}::text::jsonb)`;
}

/** Hands the pacer to a new epoch: every decide() under an older one is refused from here on. */
export async function updatePacer(
  sql: Executor,
  pacer: { gameId: string; shard: number } & PacerRow,
): Promise<void> {
  await sql`
    update game_pacer set mode = ${pacer.mode}, epoch = ${pacer.epoch}, plan_revision = ${pacer.planRevision},
      state = ${JSON.stringify(encodeState(pacer.state))}::text::jsonb, updated_at = clock_timestamp()
     where game_id = ${pacer.gameId} and shard = ${pacer.shard}`;
}

export interface BrandStock {
  readonly wins: number;
  /** Most this brand may still give out by quantity and by free coupons. */
  readonly budget: number;
}

/**
 * Per prize line, in order: wins in the ledger that were not taken back, and the budget that its quantity and its
 * pool allow. Codes that end before a win of now could be seen do not count.
 */
export async function countStock(sql: Executor, gameId: string): Promise<BrandStock[]> {
  const rows = await sql<{ quantity: number; wins: number; free: number }[]>`
    select p.quantity, (coalesce(w.n, 0) - coalesce(b.n, 0))::integer as wins, f.n::integer as free
      from prize p join game g on g.id = p.game_id
      left join (select r.prize_id, count(*) as n from play_result r
                  where r.game_id = ${gameId} and r.outcome = 'WIN' group by 1) w on w.prize_id = p.id
      left join (select (e.body::jsonb ->> 'brand')::integer as position, count(*) as n from chain_entry e
                  where e.game_id = ${gameId} and e.shard = 0 and e.kind = 'correction'
                    and e.body like '%"reason":"RETURNED"%' group by 1) b on b.position = p.position
      cross join lateral (
        select count(*) as n from (
          select 1 from coupon c join coupon_pool l on l.id = c.pool_id
           where c.pool_id = p.pool_id and c.state = 'AVAILABLE'
             and (l.codes_expire_at is null
               or l.codes_expire_at > clock_timestamp() + make_interval(secs => g.reveal_seconds))
           limit p.quantity) x) f
     where p.game_id = ${gameId} order by p.position`;
  return rows.map(({ quantity, wins, free }) => ({
    wins,
    budget: Math.max(wins, Math.min(quantity, wins + free)),
  }));
}

/** Wins of players as the pacer's wins hash names them; only those that a cap asks for. */
export async function listWins(
  sql: Executor,
  gameId: string,
  config: PacerConfig,
): Promise<[field: string, wins: number][]> {
  const wins: [string, number][] = [];
  if (config.userCap > 0 || config.brands.some((brand) => brand.playerCap > 0)) {
    const players = await sql<{ player_id: string; wins: number }[]>`
      select player_id, wins from player_game where game_id = ${gameId} and wins > 0`;
    for (const row of players) wins.push([row.player_id, row.wins]);
  }
  if (config.brands.some((brand) => brand.playerCap > 0)) {
    const players = await sql<{ player_id: string; position: number; wins: number }[]>`
      select pp.player_id, p.position, pp.wins from player_prize pp join prize p on p.id = pp.prize_id
       where pp.game_id = ${gameId} and pp.wins > 0`;
    for (const row of players) wins.push([winsField(row.player_id, row.position), row.wins]);
  }
  return wins;
}

export interface PlanRow {
  readonly revision: number;
  readonly plan: Plan;
  readonly config: PacerConfig;
  /** What the commitment covers beside the seed; only revision 1 of a published game has it. */
  readonly committed: string | undefined;
}

export async function getPlan(sql: Executor, gameId: string, revision: number): Promise<PlanRow> {
  const [row] = await sql<
    { plan: Buffer; finish_share: number; config: PacerConfig; committed: string | null }[]
  >`
    select plan, finish_share, config, committed from game_plan
     where game_id = ${gameId} and revision = ${revision}`;
  if (!row) throw new Error(`game ${gameId} has no plan revision ${revision}`);
  return {
    revision,
    plan: unpackPlan(row.plan, row.finish_share),
    config: pacerConfig(row.config),
    committed: row.committed ?? undefined,
  };
}

export interface GameFacts {
  readonly gameId: string;
  readonly campaignId: string;
  readonly partition: number;
  readonly seedCt: Buffer | undefined;
}

export async function findGameFacts(sql: Executor, gameId: string): Promise<GameFacts | undefined> {
  const [row] = await sql<{ campaign_id: string; partition: number; seed_ct: Buffer | null }[]>`
    select campaign_id, partition, seed_ct from game where id = ${gameId}`;
  return (
    row && {
      gameId,
      campaignId: row.campaign_id,
      partition: row.partition,
      seedCt: row.seed_ct ?? undefined,
    }
  );
}
