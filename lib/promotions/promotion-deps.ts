import type { Actor } from "#lib/identity/contract.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";

/** The texts of an approved ad. Its host hands the look-up in; undefined: there is no such approved ad. */
export type FindCreative = (
  tx: Executor,
  adId: string,
  brandId: string | null,
) => Promise<
  | {
      readonly shortDescription: string;
      readonly longDescription: string;
      readonly messages: readonly string[];
    }
  | undefined
>;

/** What a change of a promotion needs from its host. */
export interface PromotionDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
  readonly findCreative?: FindCreative;
}

export function ownerOf(actor: Actor): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "api_key" ? actor.ownerId : null;
}

export interface PromotionAudit {
  readonly actor: Actor;
  readonly action: string;
  readonly promotionId: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Who did what to a promotion, in the transaction that did it. */
export async function auditPromotion(
  tx: Executor,
  deps: Pick<PromotionDeps, "requestId">,
  { promotionId, ...entry }: PromotionAudit,
): Promise<void> {
  await writeAudit(tx, {
    subjectKind: "promotion",
    subjectId: promotionId,
    requestId: deps.requestId ?? null,
    ...entry,
  });
}
