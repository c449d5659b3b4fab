import type { Executor } from "#lib/platform/database.ts";

export interface NamedRow {
  readonly id: string;
  readonly label: string;
}

/** What people and keys can be confined to. */
export async function listBrandChoices(executor: Executor): Promise<NamedRow[]> {
  return executor<NamedRow[]>`
    select id, name as label from brand where archived_at is null and rehearsal_of is null order by name, id`;
}

export async function listCampaignChoices(executor: Executor): Promise<NamedRow[]> {
  return executor<NamedRow[]>`
    select id, name as label from campaign where archived_at is null and rehearsal_of is null order by name, id limit 500`;
}
