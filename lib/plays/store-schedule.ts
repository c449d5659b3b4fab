import type { Executor } from "#lib/platform/database.ts";

export interface ScheduleStep {
  readonly kind: "game" | "campaign";
  readonly id: string;
  readonly state: string;
}

/**
 * Moves games and campaigns on by the database clock: scheduled → live at the start, live or paused → ended at the
 * end. Intake judges by the clock itself, so a late step never lets a play in or keeps one out.
 */
export async function advanceStates(sql: Executor): Promise<ScheduleStep[]> {
  const games = await sql<{ id: string; state: string }[]>`
    update game g set state = (case when g.ends_at <= clock_timestamp() then 'ended' else 'live' end)::game_state
     where g.id in (
       select d.id from game d
        where (d.state = 'scheduled' and d.starts_at <= clock_timestamp())
           or (d.state in ('live', 'paused') and d.ends_at <= clock_timestamp())
        order by d.id for no key update)
    returning g.id, g.state::text`;
  const campaigns = await sql<{ id: string; state: string }[]>`
    update campaign c
       set state = (case when c.ends_at <= clock_timestamp() then 'ended' else 'live' end)::campaign_state
     where c.id in (
       select d.id from campaign d
        where (d.state = 'scheduled' and d.starts_at <= clock_timestamp())
           or (d.state in ('live', 'paused') and d.ends_at <= clock_timestamp())
        order by d.id for no key update)
    returning c.id, c.state::text`;
  return [
    ...games.map((row) => ({ kind: "game" as const, ...row })),
    ...campaigns.map((row) => ({ kind: "campaign" as const, ...row })),
  ];
}
