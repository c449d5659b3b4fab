import type { Executor } from "#lib/platform/database.ts";

/** The rules part of the document in force; undefined when the campaign was never published. */
export async function findPublishedRules(sql: Executor, slug: string): Promise<unknown> {
  const [row] = await sql<{ rules: unknown }[]>`
    select r.doc->'rules' as rules
      from campaign c join campaign_revision r on r.campaign_id = c.id and r.revision = c.revision
     where c.slug = ${slug}`;
  return row?.rules;
}

export async function listEmbedRules(sql: Executor): Promise<unknown[]> {
  const rows = await sql<{ rules: unknown }[]>`
    select r.doc->'rules' as rules
      from campaign c join campaign_revision r on r.campaign_id = c.id and r.revision = c.revision
     where c.state in ('scheduled', 'live', 'paused') and r.doc->'rules'->'embedDomains' <> '[]'`;
  return rows.map(({ rules }) => rules);
}
