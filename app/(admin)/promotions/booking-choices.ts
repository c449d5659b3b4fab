import "server-only";
import { listCreatives } from "#lib/ads/list-creatives.ts";
import { listBrands } from "#lib/campaigns/brands.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { currentUser } from "#lib/http/next/session.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/** What the booking form offers to choose from. */
export async function bookingChoices(actor: Actor) {
  const { database, clock } = await webRuntime();
  const { sql } = database;
  const [brands, campaigns, creatives, user] = await Promise.all([
    listBrands(sql, actor),
    listCampaigns(sql, actor, { states: ["live", "scheduled"], pageSize: 100 }),
    listCreatives(sql, actor),
    currentUser(),
  ]);
  return {
    nowMs: clock.now(),
    zone: user?.timeZone ?? "UTC",
    brands: brands.map(({ id, name }) => ({ id, label: name })),
    campaigns: campaigns.rows.map(({ id, name }) => ({ id, label: name || "Untitled" })),
    creatives,
  };
}
