import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { ServerView } from "#lib/promotions/network-contract.ts";
import { getNetworkServer } from "#lib/promotions/network-servers.ts";

/** The promo server of the address, once a request; an unknown id is a page that does not exist. */
export const loadServer = cache(async (publicId: string): Promise<ServerView> => {
  const actor = await requireActor("admin", "marketer");
  const serverId = fromPublicId("srv", publicId);
  if (!serverId) notFound();
  const { database } = await webRuntime();
  try {
    return await getNetworkServer(database.sql, actor, { serverId });
  } catch (error) {
    if (error instanceof AppError && error.code === "promo_server_not_found") notFound();
    throw error;
  }
});
