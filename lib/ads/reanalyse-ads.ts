// A policy list that changed judges only what is analysed afterwards. Ads that still wait for their review can be
// analysed again under the new list; what was reviewed stays reviewed.

import { z } from "zod";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import type { ReviewBacklog } from "#lib/ads/desk-contract.ts";
import { selectBacklog, setReanalysed } from "#lib/ads/store-changes.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Most ads of one call; a second call takes the next. */
const atOnce = 10_000;
/** Workers read the lists anew within this time. */
const listsAreOldMs = 8_000;
const brandsShown = 50;

/** Ads that are analysed and not reviewed, by brand; a brand sees its own. */
export async function listBacklog(sql: Executor, actor: Actor): Promise<readonly ReviewBacklog[]> {
  requirePermission(actor, "adPolicy", "read");
  return selectBacklog(sql, brandScope(actor), brandsShown);
}

const inputSchema = z.strictObject({ brandId: z.uuid().nullable() });

/** Null: those of everybody that the actor may change. Answers how many. */
export async function reanalyseAds(
  deps: AdDeps,
  actor: Actor,
  input: z.input<typeof inputSchema>,
): Promise<number> {
  requirePermission(actor, "adPolicy", "edit");
  const brandId = brandScope(actor) ?? inputSchema.parse(input).brandId;
  const queued = await deps.sql.begin(async (tx) => {
    const rows = await setReanalysed(tx, brandId, listsAreOldMs, atOnce);
    await writeAudit(tx, {
      actor,
      action: "ad.reanalysed",
      subjectKind: "ad",
      subjectId: brandId ?? "all",
      after: { brandId, ads: rows.length },
      requestId: deps.requestId ?? null,
    });
    return rows;
  });
  const delayed = queued.map((row) => ({ ...row, delayMs: listsAreOldMs }));
  await deps.queue.add(delayed).catch(() => undefined);
  return queued.length;
}
