"use server";

import { z } from "zod";
import { changeDeps, publishDeps } from "#app/(admin)/use-case-deps.ts";
import { listPastGames, pastTraffic } from "#lib/analytics/past-traffic.ts";
import { usePlan } from "#lib/analytics/simulate-game.ts";
import { usePlanSchema } from "#lib/analytics/simulation-contract.ts";
import { archiveCampaign } from "#lib/campaigns/archive-campaign.ts";
import { changeCampaigns } from "#lib/campaigns/change-campaigns.ts";
import {
  campaignRefSchema,
  createCampaignSchema,
  editLiveSchema,
  publishSchema,
  restoreRevisionSchema,
  saveDraftSchema,
} from "#lib/campaigns/contract.ts";
import { createCampaign } from "#lib/campaigns/create-campaign.ts";
import { duplicateCampaign } from "#lib/campaigns/duplicate-campaign.ts";
import { editLiveCampaign } from "#lib/campaigns/edit-live-campaign.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import { pauseCampaign, resumeCampaign } from "#lib/campaigns/pause-campaign.ts";
import { publishCampaign } from "#lib/campaigns/publish-campaign.ts";
import { restoreRevision } from "#lib/campaigns/revisions.ts";
import { saveDraft } from "#lib/campaigns/save-draft.ts";
import { withdrawCampaign } from "#lib/campaigns/withdraw-campaign.ts";
import { action } from "#lib/http/next/action.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

const staff = ["admin", "marketer"] as const;

function hrefOf(campaignId: string, page = ""): { readonly href: string } {
  return { href: `/campaigns/${toPublicId("cmp", campaignId)}${page}` };
}

export const create = action(staff, createCampaignSchema, async (context) => {
  const deps = { ...changeDeps(context), nowMs: context.runtime.clock.now() };
  const { campaignId } = await createCampaign(deps, context.actor, context.input);
  return hrefOf(campaignId, "/edit");
});

export const save = action(staff, saveDraftSchema, (context) =>
  saveDraft(changeDeps(context), context.actor, context.input),
);

export const editLive = action(staff, editLiveSchema, (context) =>
  editLiveCampaign(publishDeps(context), context.actor, context.input),
);

export const publish = action(staff, publishSchema, async (context) => {
  await publishCampaign(publishDeps(context), context.actor, context.input);
  return hrefOf(context.input.campaignId);
});

export const loadLatest = action(staff, campaignRefSchema, async ({ actor, input, runtime }) => {
  const view = await getCampaign(runtime.database.sql, actor, input);
  const { doc, docVersion, updatedAt, updatedByName } = view;
  return { doc, docVersion, updatedAt, updatedByName };
});

export const pastGames = action(staff, z.strictObject({}), ({ runtime, actor }) =>
  listPastGames(runtime.database.sql, actor),
);

export const trafficOf = action(
  staff,
  z.strictObject({ gameId: z.uuid() }),
  ({ runtime, actor, input }) => pastTraffic(runtime.database.sql, actor, input),
);

/** The plan of a simulation, into the draft. */
export const takePlan = action(staff, usePlanSchema, (context) =>
  usePlan(changeDeps(context), context.actor, context.input),
);

export const pause = action(
  staff,
  z.strictObject({ campaignId: z.uuid(), reason: z.string().max(200).optional() }),
  (context) => {
    const { campaignId, reason } = context.input;
    const target = reason ? { campaignId, reason } : { campaignId };
    return pauseCampaign(publishDeps(context), context.actor, target);
  },
);

export const resume = action(staff, campaignRefSchema, (context) =>
  resumeCampaign(publishDeps(context), context.actor, context.input),
);

export const withdraw = action(staff, campaignRefSchema, (context) =>
  withdrawCampaign(changeDeps(context), context.actor, context.input),
);

export const archive = action(
  staff,
  z.strictObject({ campaignId: z.uuid(), archived: z.boolean() }),
  (context) => archiveCampaign(changeDeps(context), context.actor, context.input),
);

export const duplicate = action(staff, campaignRefSchema, async (context) => {
  const deps = { ...changeDeps(context), nowMs: context.runtime.clock.now() };
  const { campaignId } = await duplicateCampaign(deps, context.actor, context.input);
  return hrefOf(campaignId, "/edit");
});

export const restore = action(staff, restoreRevisionSchema, (context) =>
  restoreRevision(publishDeps(context), context.actor, context.input),
);

/** One page of the list at most. */
export const bulk = action(
  staff,
  z.strictObject({
    campaignIds: z.array(z.uuid()).min(1).max(100),
    step: z.enum(["pause", "resume", "archive", "unarchive"]),
    reason: z.string().max(200).optional(),
  }),
  (context) => changeCampaigns(publishDeps(context), context.actor, context.input),
);
