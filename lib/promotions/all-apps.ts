import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { AllAppsAnswer, AllAppsQuery } from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import { seeRegistered } from "#lib/promotions/see-server.ts";
import type { BatchDeps } from "#lib/promotions/server-batch.ts";
import { countFetch } from "#lib/promotions/store-batches.ts";

/** So many that bots which know of no pages have what they had. */
const pageSize = 1_000;

/**
 * Every running promotion, a page at a time, as JSON text: the way of before, for bots without batches and for those
 * that cannot get theirs. Names of a promo server make it a fetch of that one.
 */
export async function getAllApps(
  deps: BatchDeps,
  actor: Actor,
  { cursor, limit, serverUuid }: AllAppsQuery,
): Promise<string> {
  requirePermission(actor, "promoServer", "serve");
  if (serverUuid) await seeRegistered(deps.sql, { ownerId: ownerOf(actor), serverUuid });
  const { apps } = await deps.whole.read();
  const after = cursor?.toLowerCase() ?? "";
  const found = apps.findIndex(({ promotionId }) => promotionId > after);
  const from = found < 0 ? apps.length : found;
  const page = apps.slice(from, from + (limit ?? pageSize));
  const isLast = from + page.length >= apps.length;
  const tail: Omit<AllAppsAnswer, "apps"> = {
    nextCursor: isLast ? null : (page.at(-1)?.promotionId ?? null),
  };
  const text = `{"apps":[${page.map(({ json }) => json).join(",")}],${JSON.stringify(tail).slice(1)}`;
  if (serverUuid) {
    await countFetch(deps.sql, serverUuid, {
      bytes: Buffer.byteLength(text),
      isNotModified: false,
    });
  }
  return text;
}
