import { brandReport } from "#lib/analytics/brand-report.ts";
import type { BrandReport } from "#lib/analytics/contract.ts";
import { type PeriodKey, periodOf } from "#lib/analytics/period.ts";
import { findBrandName, readNowMs } from "#lib/analytics/store.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface OwnReport {
  readonly brandName: string;
  readonly report: BrandReport;
}

/** The report of the actor's own brand. The brand comes from who asks, never from the address. */
export async function ownReport(
  executor: Executor,
  actor: Actor,
  key: PeriodKey,
  zone: string,
): Promise<OwnReport> {
  requirePermission(actor, "report", "read");
  const brandId = brandScope(actor);
  const brandName = brandId === null ? undefined : await findBrandName(executor, brandId);
  if (brandId === null || brandName === undefined) throw new AppError("brand_not_found");
  const period = periodOf(key, await readNowMs(executor), zone);
  return { brandName, report: await brandReport(executor, brandId, period, zone) };
}
