import {
  type CampaignListed,
  type CampaignPage,
  type CampaignStateShown,
  campaignStates,
  type ListCampaigns,
  listCampaignsSchema,
} from "#lib/campaigns/contract.ts";
import { countCampaigns, type ListedRow, selectCampaigns } from "#lib/campaigns/store-listing.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { iso } from "#lib/platform/iso-time.ts";

export function listedView(row: ListedRow): CampaignListed {
  return {
    ...row,
    startsAt: iso(row.startsAt),
    endsAt: iso(row.endsAt),
    updatedAt: iso(row.updatedAt),
  };
}

/** One page of campaigns. The counts beside the state chips ignore the state filter, so that no chip lies. */
export async function listCampaigns(
  db: Executor,
  actor: Actor,
  input: ListCampaigns = {},
): Promise<CampaignPage> {
  requirePermission(actor, "campaign", "read");
  const { q, states, sort, descending, page, pageSize } = listCampaignsSchema.parse(input);
  const counted = await countCampaigns(db, q.trim());
  const rows = await selectCampaigns(db, {
    q: q.trim(),
    states,
    sort,
    descending,
    limit: pageSize,
    offset: (page - 1) * pageSize,
  });
  const all: readonly CampaignStateShown[] = [...campaignStates, "sold_out"];
  const counts = Object.fromEntries(
    all.map((state) => [state, counted.find((each) => each.stateShown === state)?.count ?? 0]),
  ) as Record<CampaignStateShown, number>;
  const chosen = states.length === 0 ? all.filter((state) => state !== "archived") : states;
  return {
    rows: rows.map(listedView),
    total: chosen.reduce((sum, state) => sum + counts[state], 0),
    page,
    pageSize,
    counts,
  };
}
