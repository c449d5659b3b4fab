"use server";

import { campaignRefSchema } from "#lib/campaigns/contract.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import { action } from "#lib/http/next/action.ts";
import { currentUser } from "#lib/http/next/session.ts";
import { mintLiveTicket } from "#lib/http/shared/live-ticket.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";
import { listDraws } from "#lib/plays/draw-log.ts";

const staff = ["admin", "marketer"] as const;

export const latestDraws = action(staff, campaignRefSchema, async ({ actor, input, runtime }) => {
  const { rows } = await listDraws(runtime.database.sql, actor, { ...input, limit: 8 });
  return rows;
});

/** A minute's pass to the campaign's room, for somebody who may read it. */
export const mintTicket = action(staff, campaignRefSchema, async ({ actor, input, runtime }) => {
  requirePermission(actor, "live", "watch");
  const user = await currentUser();
  if (!user) throw new AppError("unauthenticated");
  const { id } = await getCampaign(runtime.database.sql, actor, input);
  const ticket = { sessionId: user.sessionId, userId: user.userId, rooms: [id] };
  return mintLiveTicket(runtime.env.FROLIC_SECRET, ticket, runtime.clock.now());
});
