import type { PolicyPhrase } from "#lib/ads/analysis/wording.ts";
import type { Executor } from "#lib/platform/database.ts";

/** The phrases for everybody and those of one brand. */
export async function findPolicy(sql: Executor, brandId: string | null): Promise<PolicyPhrase[]> {
  const rows = await sql<{ kind: PolicyPhrase["kind"]; phrase: string }[]>`
    select kind, phrase from ad_policy
     where brand_id is null or brand_id = ${brandId}::uuid order by kind, phrase`;
  return rows.map(({ kind, phrase }) => ({ kind, phrase }));
}
