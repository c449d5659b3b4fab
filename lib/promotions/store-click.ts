import type { Executor } from "#lib/platform/database.ts";
import type { LinkedPromotion } from "#lib/promotions/click-target.ts";

export interface Link extends LinkedPromotion {
  readonly promotionId: string;
  readonly brandId: string | null;
  readonly variantId: string;
  readonly promotedCampaignId: string | null;
  /** The database clock. */
  readonly nowS: number;
  /** Day in UTC, as text: visitors are told apart for a day and no longer. */
  readonly day: string;
}

export async function findLink(sql: Executor, token: string): Promise<Link | undefined> {
  const [row] = await sql<Link[]>`
    select l.promotion_id as "promotionId", p.brand_id as "brandId", l.server_id as "serverId", l.variant_id as "variantId",
      v.key as "variantKey", p.wire_key as "campaignId", p.cta_url as "ctaUrl",
      c.id as "promotedCampaignId", c.slug as "campaignSlug",
      extract(epoch from clock_timestamp())::float8 as "nowS",
      to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD') as day
    from click_link l
    join promotion p on p.id = l.promotion_id
    join promotion_variant v on v.id = l.variant_id
    left join campaign c on c.id = p.promoted_campaign_id
    where l.token = ${token}`;
  return row;
}

/**
 * Remembers by which promotion a player came to its campaign. The first one has the player: a play is never counted
 * for two. Nothing happens when the link promotes another campaign.
 */
export async function insertPromotionPlayer(
  sql: Executor,
  who: { readonly token: string; readonly playerId: string; readonly campaignId?: string },
): Promise<void> {
  await sql`
    insert into promotion_player (player_id, campaign_id, promotion_id, server_id, variant_id)
    select ${who.playerId}, p.promoted_campaign_id, l.promotion_id, l.server_id, l.variant_id
    from click_link l join promotion p on p.id = l.promotion_id
    where l.token = ${who.token} and p.promoted_campaign_id is not null
      and (${who.campaignId ?? null}::uuid is null or p.promoted_campaign_id = ${who.campaignId ?? null}::uuid)
    on conflict do nothing`;
}
