import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { PromoterGuildView } from "#lib/promotions/promoter-contract.ts";
import { getPromoterGuild } from "#lib/promotions/promoter-guild-pages.ts";

/** The guild of the address, once a request; an unknown id is a page that does not exist. */
export const loadGuild = cache(async (publicId: string): Promise<PromoterGuildView> => {
  const actor = await requireActor("admin", "marketer");
  const id = fromPublicId("gld", publicId);
  if (!id) notFound();
  const { database } = await webRuntime();
  try {
    return await getPromoterGuild(database.sql, actor, { id });
  } catch (error) {
    if (error instanceof AppError && error.code === "promo_server_not_found") notFound();
    throw error;
  }
});
