import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "#lib/http/next/session.ts";
import type { Role } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { PromotionDetail } from "#lib/promotions/network-contract.ts";
import { getNetworkPromotion } from "#lib/promotions/network-promotions.ts";
import { promotionReport } from "#lib/promotions/promotion-report.ts";
import type { PromotionReport } from "#lib/promotions/report-contract.ts";

async function load(publicId: string, roles: readonly Role[]): Promise<PromotionDetail> {
  const actor = await requireActor(...roles);
  const promotionId = fromPublicId("prm", publicId);
  if (!promotionId) notFound();
  const { database } = await webRuntime();
  try {
    return await getNetworkPromotion(database.sql, actor, { promotionId });
  } catch (error) {
    if (error instanceof AppError && error.code === "promotion_not_found") notFound();
    throw error;
  }
}

/** The promotion of the address, once a request; an unknown id is a page that does not exist. */
export const loadPromotion = cache((publicId: string) => load(publicId, ["admin", "marketer"]));

/** The same for people of a brand, to whom others' promotions do not exist. */
export const loadOwnPromotion = cache((publicId: string) => load(publicId, ["brand"]));

/** What came of one that was found. */
export async function loadReport(promotionId: string, zone: string): Promise<PromotionReport> {
  const actor = await requireActor("admin", "marketer", "brand");
  const { database } = await webRuntime();
  return promotionReport(database.sql, actor, { promotionId, zone });
}

/** Where the files about a promotion are. */
export function reportHrefs(publicId: string, zone: string) {
  const base = `/api/promotions/${publicId}`;
  const csv = `${base}/report?format=csv&zone=${encodeURIComponent(zone)}`;
  return {
    certificate: `${base}/certificate`,
    servers: `${csv}&table=servers`,
    days: `${csv}&table=days`,
  };
}
