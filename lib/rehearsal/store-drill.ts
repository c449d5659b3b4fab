import type { Executor } from "#lib/platform/database.ts";
import { errorCode } from "#lib/platform/store-failure.ts";
import type { DrillProgress, DrillReport, DrillView } from "#lib/rehearsal/contract.ts";

const uniqueViolation = "23505";
/** Silence of the one that runs a drill after which the drill counts as failed. */
const silentS = 60;

export interface NewDrill {
  readonly campaignId: string;
  readonly gameId: string;
  readonly players: number;
  readonly createdBy: string | null;
}

/** The order, unless one of this campaign is under way; undefined then. Called under the campaign's lock. */
export async function insertDrill(db: Executor, drill: NewDrill): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    insert into drill (campaign_id, game_id, players, created_by)
    select ${drill.campaignId}, ${drill.gameId}, ${drill.players}, ${drill.createdBy}
     where not exists (select 1 from drill where campaign_id = ${drill.campaignId} and state in ('queued', 'running'))
    returning id`;
  return row?.id;
}

export async function listDrills(db: Executor, campaignId: string): Promise<DrillView[]> {
  const rows = await db<(Omit<DrillView, "createdAt"> & { at: number })[]>`
    select id, players, state, progress, report, error, cancel_asked_at is not null as "isCancelling",
      extract(epoch from created_at)::float8 * 1000 as at
    from drill where campaign_id = ${campaignId} order by created_at desc limit 20`;
  return rows.map(({ at, ...drill }) => ({ ...drill, createdAt: new Date(at).toISOString() }));
}

/** Asks for the end of a drill; one that nobody has begun ends at once. */
export async function askCancel(db: Executor, drillId: string): Promise<boolean> {
  const rows = await db`
    update drill set cancel_asked_at = clock_timestamp(),
      state = case when state = 'queued' then 'cancelled' else state end,
      finished_at = case when state = 'queued' then clock_timestamp() end
     where id = ${drillId} and state in ('queued', 'running') returning 1`;
  return rows.length === 1;
}

/**
 * The oldest order that waits, for one runner at a time: two storms would measure each other. Of two that claim at once
 * neither sees the other's; the unique index on what is running refuses the second, which then has nothing to run.
 */
export async function claimDrill(db: Executor): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    update drill set state = 'running', heartbeat_at = clock_timestamp() where id = (
      select d.id from drill d where d.state = 'queued'
         and not exists (select 1 from drill r where r.state = 'running')
       order by d.created_at limit 1 for update skip locked)
    returning id`.catch((error: unknown) => {
    if (errorCode(error) === uniqueViolation) return [];
    throw error;
  });
  return row?.id;
}

/** Ends drills whose runner is gone. */
export async function failSilentDrills(db: Executor): Promise<void> {
  await db`
    update drill set state = 'failed', error = 'Whoever ran it stopped without a word.', finished_at = clock_timestamp()
     where state = 'running' and heartbeat_at < clock_timestamp() - make_interval(secs => ${silentS})`;
}

export async function findDrill(
  db: Executor,
  drillId: string,
): Promise<{ readonly gameId: string; readonly players: number } | undefined> {
  const [row] = await db<{ gameId: string; players: number }[]>`
    select game_id as "gameId", players from drill where id = ${drillId} and state = 'running'`;
  return row;
}

/** A sign of life with the figures so far; true when somebody asked for the end. */
export async function beatDrill(
  db: Executor,
  drillId: string,
  progress: DrillProgress,
): Promise<boolean> {
  const [row] = await db<{ cancelled: boolean }[]>`
    update drill set progress = ${JSON.stringify(progress)}::text::jsonb, heartbeat_at = clock_timestamp()
     where id = ${drillId} and state = 'running' returning cancel_asked_at is not null as cancelled`;
  return row?.cancelled ?? true;
}

export async function finishDrill(
  db: Executor,
  drillId: string,
  end:
    | { readonly state: "done" | "cancelled"; readonly report: DrillReport }
    | { readonly state: "cancelled" | "failed"; readonly error: string },
): Promise<void> {
  const report = "report" in end ? JSON.stringify(end.report) : null;
  await db`
    update drill set state = ${end.state}::text::drill_state, report = ${report}::text::jsonb,
      error = ${"error" in end ? end.error : null}, finished_at = clock_timestamp()
     where id = ${drillId} and state = 'running'`;
}

export interface StagedGame {
  readonly gameId: string;
  readonly campaignId: string;
  readonly isOpen: boolean;
}

/** A game of a rehearsal; a real one is never stormed, whoever asks. */
export async function findStagedGame(
  db: Executor,
  gameId: string,
): Promise<StagedGame | undefined> {
  const [row] = await db<StagedGame[]>`
    select g.id as "gameId", c.id as "campaignId",
      g.state = 'live' and g.ends_at > clock_timestamp() as "isOpen"
    from game g join campaign c on c.id = g.campaign_id
    where g.id = ${gameId} and c.rehearsal_of is not null`;
  return row;
}

export interface DrillLedger {
  readonly decided: number;
  readonly wins: number;
  readonly lost: number;
  readonly doubled: number;
}

/** What became of accepted plays by the ledger alone. */
export async function readDrillLedger(
  db: Executor,
  gameId: string,
  playIds: readonly string[],
): Promise<DrillLedger> {
  const [row] = await db<DrillLedger[]>`
    with asked as (select unnest(${[...playIds]}::uuid[]) as play_id)
    select count(r.play_id)::int as decided, count(*) filter (where r.outcome = 'WIN')::int as wins,
      count(*) filter (where r.play_id is null)::int as lost,
      ((select count(*) from coupon c join prize z on z.pool_id = c.pool_id
         where z.game_id = ${gameId} and c.play_id is not null and not exists (
           select 1 from play_result x where x.game_id = ${gameId} and x.play_id = c.play_id and x.coupon_id = c.id)
           and not exists (select 1 from second_chance_award a where a.play_id = c.play_id and a.coupon_id = c.id))
       + (select count(*) from (select 1 from play_result x where x.game_id = ${gameId} and x.coupon_id is not null
           group by x.coupon_id having count(*) > 1) twice))::int as doubled
    from asked a left join play_result r on r.game_id = ${gameId} and r.play_id = a.play_id`;
  if (!row) throw new Error("a count without a row");
  return row;
}
