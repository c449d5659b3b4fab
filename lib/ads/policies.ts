// Words that an ad must not have, must have, or that somebody has to look at: for everybody, and for one brand.

import { z } from "zod";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { type Policy, type PolicyInput, policyInputSchema } from "#lib/ads/desk-contract.ts";
import {
  brandExists,
  deletePolicy,
  insertPolicy,
  selectPolicies,
} from "#lib/ads/store-policies.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

type PolicyDeps = Pick<AdDeps, "sql" | "requestId">;

/** A brand sees what is for everybody and its own. */
export async function listPolicies(sql: Executor, actor: Actor): Promise<readonly Policy[]> {
  requirePermission(actor, "adPolicy", "read");
  return selectPolicies(sql, brandScope(actor));
}

/** In force for every analysis from the next seconds on; what is analysed already stays as it is. */
export async function addPolicy(deps: PolicyDeps, actor: Actor, input: PolicyInput): Promise<void> {
  requirePermission(actor, "adPolicy", "edit");
  const { kind, phrase, ...asked } = policyInputSchema.parse(input);
  const brandId = brandScope(actor) ?? asked.brandId;
  await deps.sql.begin(async (tx) => {
    if (brandId !== null && !(await brandExists(tx, brandId))) {
      throw new AppError("brand_not_found");
    }
    const id = await insertPolicy(tx, { brandId, kind, phrase });
    if (id === undefined) {
      const message = "The list has it already.";
      throw new AppError("invalid", { fields: [{ path: "phrase", message }] });
    }
    await writeAudit(tx, {
      actor,
      action: "ad_policy.added",
      subjectKind: "ad_policy",
      subjectId: id,
      after: { brandId, kind, phrase },
      requestId: deps.requestId ?? null,
    });
  });
}

const oneSchema = z.strictObject({ policyId: z.uuid() });

/** A brand removes its own lines only. Removing what is gone changes nothing. */
export async function removePolicy(
  deps: PolicyDeps,
  actor: Actor,
  input: z.input<typeof oneSchema>,
): Promise<void> {
  requirePermission(actor, "adPolicy", "edit");
  const { policyId } = oneSchema.parse(input);
  await deps.sql.begin(async (tx) => {
    const before = await deletePolicy(tx, policyId, brandScope(actor));
    if (!before) return;
    await writeAudit(tx, {
      actor,
      action: "ad_policy.removed",
      subjectKind: "ad_policy",
      subjectId: policyId,
      before,
      requestId: deps.requestId ?? null,
    });
  });
}
