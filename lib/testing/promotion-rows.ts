import { randomUUID } from "node:crypto";
import type { Executor } from "#lib/platform/database.ts";

export interface TestPromoServer {
  readonly id: string;
  readonly ownerId: string;
  readonly guildId: string;
}

/** A promo server that may be posted to, heard of just now. */
export async function createPromoServer(
  db: Executor,
  given: { readonly ownerId?: string; readonly name?: string; readonly region?: string } = {},
): Promise<TestPromoServer> {
  const id = randomUUID();
  const ownerId = given.ownerId ?? randomUUID();
  const guildId = `g${id.slice(0, 12)}`;
  await db`
    insert into promo_server (id, owner_id, guild_id, name, registered_at, opted_in_at, region, slot)
    values (${id}, ${ownerId}, ${guildId}, ${given.name ?? `Guild ${id.slice(0, 4)}`}, now(), now(),
      ${given.region ?? null}, (select coalesce(max(slot), 0) + 1 from promo_server))`;
  return { id, ownerId, guildId };
}

export interface TestPromotion {
  readonly id: string;
  readonly campaignId: string;
  /** In the order of their positions: keys a, b, c, d. */
  readonly variantIds: readonly string[];
}

export interface TestPromotionOptions {
  readonly servers?: number;
  readonly variants?: number;
  readonly brandId?: string | null;
  readonly ctaUrl?: string;
  readonly promotedCampaignId?: string | null;
  readonly regions?: readonly string[];
  /** Hours from now. */
  readonly startsIn?: number;
  readonly endsIn?: number;
}

/** A live promotion of a day or so around now. */
export async function createPromotion(
  db: Executor,
  given: TestPromotionOptions = {},
): Promise<TestPromotion> {
  const id = randomUUID();
  const campaignId = `cmp_${id.slice(0, 8)}`;
  await db`
    insert into promotion (id, brand_id, app_id, app_name, wire_key, short_description, cta_url,
      promoted_campaign_id, tier, servers, starts_at, ends_at, regions, state)
    values (${id}, ${given.brandId ?? null}, 'heroes', 'Heroes', ${campaignId}, 'A game.', ${given.ctaUrl ?? "https://example.com/play?utm_source=x#top"},
      ${given.promotedCampaignId ?? null}, 'exact', ${given.servers ?? 5},
      now() + make_interval(hours => ${given.startsIn ?? -12}::int), now() + make_interval(hours => ${given.endsIn ?? 12}::int),
      ${[...(given.regions ?? [])]}::text[], 'live')`;
  const variantIds: string[] = [];
  for (let position = 0; position < (given.variants ?? 1); position++) {
    const variantId = randomUUID();
    const key = String.fromCharCode(97 + position);
    await db`
      insert into promotion_variant (id, promotion_id, position, key, message_template)
      values (${variantId}, ${id}, ${position}, ${key}, ${`Play ${key}`})`;
    variantIds.push(variantId);
  }
  return { id, campaignId, variantIds };
}

export interface TestPlace {
  readonly promotion: TestPromotion;
  readonly server: TestPromoServer;
  readonly variant?: number;
}

/** The promotion in the batch of the promo server, as an allocation writes it. */
export async function place(db: Executor, { promotion, server, variant }: TestPlace, version = 1) {
  const variantId = promotion.variantIds[variant ?? 0] ?? "";
  await db`
    insert into placement (promotion_id, server_id, variant_id, draw_index, since_epoch, since_version)
    values (${promotion.id}, ${server.id}, ${variantId}, 0, 1, ${version})`;
  await db`
    insert into placement_change (version, promotion_id, server_id, added)
    values (${version}, ${promotion.id}, ${server.id}, true)`;
}

export async function takeAway(
  db: Executor,
  { promotion, server }: TestPlace,
  { version, cause }: { readonly version: number; readonly cause: string },
) {
  await db`delete from placement where promotion_id = ${promotion.id} and server_id = ${server.id}`;
  await db`
    insert into placement_change (version, promotion_id, server_id, added, cause)
    values (${version}, ${promotion.id}, ${server.id}, false, ${cause})`;
}

/** A tracked link of the place; answers its token. */
export async function createLink(db: Executor, place: TestPlace): Promise<string> {
  const token = randomUUID().replaceAll("-", "").slice(0, 16);
  await db`
    insert into click_link (token, promotion_id, server_id, variant_id)
    values (${token}, ${place.promotion.id}, ${place.server.id},
      ${place.promotion.variantIds[place.variant ?? 0] ?? ""})`;
  return token;
}
