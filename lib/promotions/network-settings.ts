// What staff set for the whole network: how much a promo server may be asked to post, and how far the roll-out of
// batches has come. Rows of `setting`; whoever allocates, forecasts or posts reads them here.

import { z } from "zod";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { cooldownMinutes } from "#lib/promotions/contract.ts";
import type { PostingRules } from "#lib/promotions/posting-limits.ts";
import { readSetting, resetFetchCounters, writeSetting } from "#lib/promotions/store-settings.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

const rulesKey = "promotion-network";
const rolloutKey = "promotion-rollout";

export const postingRulesSchema = z
  .strictObject({
    /** Most placements of a promo server at a time. */
    batchMax: z.number().int().min(1).max(500).default(cooldownMinutes.atBatch),
    postsPerDayMax: z.number().int().min(1).max(288).default(288),
    cooldownLeastMinutes: z.number().min(1).max(1_440).default(cooldownMinutes.least),
    cooldownMostMinutes: z.number().min(1).max(1_440).default(cooldownMinutes.most),
    messagesBetween: z.number().int().min(0).max(1_000).default(0),
  })
  .refine(({ cooldownLeastMinutes: least, cooldownMostMinutes: most }) => least <= most, {
    path: ["cooldownMostMinutes"],
    message: "The longest pause is shorter than the shortest one.",
  });

export const rolloutSchema = z.strictObject({ percent: z.number().min(0).max(100) });

const storedRolloutSchema = z.object({
  percent: z.number().min(0).max(100).default(100),
  /** When the percentage was changed last: both populations are counted from then on. */
  since: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type Rollout = z.output<typeof storedRolloutSchema>;

export interface NetworkDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

export async function readPostingRules(db: Executor): Promise<PostingRules> {
  return postingRulesSchema.parse((await readSetting(db, rulesKey)) ?? {});
}

/** Without a setting everybody gets batches: the old way is for networks that come from it. */
export async function readRollout(db: Executor): Promise<Rollout> {
  return storedRolloutSchema.parse((await readSetting(db, rolloutKey)) ?? {});
}

export async function setPostingRules(
  deps: NetworkDeps,
  actor: Actor,
  input: z.input<typeof postingRulesSchema>,
): Promise<PostingRules> {
  requirePermission(actor, "promoNetwork", "edit");
  const rules = postingRulesSchema.parse(input);
  await deps.sql.begin(async (tx) => {
    const before = await readPostingRules(tx);
    await writeSetting(tx, rulesKey, rules);
    await wantAllocation(tx, "weight");
    await writeAudit(tx, {
      actor,
      action: "promo_network.limited",
      subjectKind: "setting",
      subjectId: rulesKey,
      before,
      after: rules,
      requestId: deps.requestId ?? null,
    });
  });
  return rules;
}

/** Both populations are counted anew from here on: figures of other populations would compare nothing. */
export async function setRollout(
  deps: NetworkDeps,
  actor: Actor,
  input: z.input<typeof rolloutSchema>,
): Promise<Rollout> {
  requirePermission(actor, "promoNetwork", "edit");
  const { percent } = rolloutSchema.parse(input);
  return deps.sql.begin(async (tx) => {
    const before = await readRollout(tx);
    if (before.percent === percent && before.since !== null) return before;
    const rollout = { percent, since: await resetFetchCounters(tx) };
    await writeSetting(tx, rolloutKey, rollout);
    await writeAudit(tx, {
      actor,
      action: "promo_network.rolled_out",
      subjectKind: "setting",
      subjectId: rolloutKey,
      before: { percent: before.percent },
      after: { percent },
      requestId: deps.requestId ?? null,
    });
    return rollout;
  });
}
