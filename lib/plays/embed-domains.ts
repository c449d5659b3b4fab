import { rulesSchema } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { findPublishedRules, listEmbedRules } from "#lib/plays/store-embed.ts";

function domainsOf(rules: unknown): readonly string[] {
  const parsed = rulesSchema.safeParse(rules);
  return parsed.success ? parsed.data.embedDomains : [];
}

/** Sites that may show a campaign's page in a frame, as last published. */
export async function findEmbedDomains(sql: Executor, slug: string): Promise<readonly string[]> {
  return domainsOf(await findPublishedRules(sql, slug));
}

/** Sites of every campaign that runs: whose pages may open a play socket. */
export async function listEmbedDomains(sql: Executor): Promise<ReadonlySet<string>> {
  return new Set((await listEmbedRules(sql)).flatMap(domainsOf));
}
