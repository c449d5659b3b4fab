import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getAdDetail } from "#lib/ads/ad-detail.ts";
import type { AdDetail } from "#lib/ads/desk-contract.ts";
import { requireActor } from "#lib/http/next/session.ts";
import type { Role } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

async function load(adId: string, roles: readonly Role[]): Promise<AdDetail> {
  const actor = await requireActor(...roles);
  const { database } = await webRuntime();
  try {
    return await getAdDetail(database.sql, actor, { adId });
  } catch (error) {
    if (error instanceof AppError && error.code === "ad_not_found") notFound();
    throw error;
  }
}

/** The ad of the address, once a request; an unknown id is a page that does not exist. */
export const loadAd = cache((adId: string) => load(adId, ["admin", "marketer"]));

/** The same for people of a brand, to whom others' ads do not exist. */
export const loadOwnAd = cache((adId: string) => load(adId, ["brand"]));

/** What the analysis holds against it, to be ticked as reasons. */
export function heldAgainst({ analysis }: AdDetail): string[] {
  const findings = analysis?.variants.flatMap((variant) => variant.findings) ?? [];
  const spoken = findings.filter(({ severity }) => severity === "bad" || severity === "warn");
  return [...new Set(spoken.map(({ sentence }) => sentence))].slice(0, 8);
}
