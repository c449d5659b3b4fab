import type { Executor } from "#lib/platform/database.ts";

export interface CertifiedFacts {
  readonly promotionId: string;
  readonly campaignId: string;
  readonly appId: string;
  readonly appName: string;
  readonly brand: string | null;
  readonly booked: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly issuedAt: string;
  /** No receipt can be billed any more. */
  readonly isOver: boolean;
  readonly unbilledServers: number;
  readonly unbilledPosts: number;
}

/** `brandId` null: of any brand. */
export async function findCertified(
  sql: Executor,
  promotionId: string,
  brandId: string | null,
): Promise<CertifiedFacts | undefined> {
  const [row] = await sql<CertifiedFacts[]>`
    select p.id as "promotionId", p.wire_key as "campaignId", p.app_id as "appId", p.app_name as "appName",
      b.name as brand, p.servers as booked, p.starts_at as "startsAt", p.ends_at as "endsAt",
      clock_timestamp() as "issuedAt", p.ends_at < clock_timestamp() or p.state in ('ended', 'cancelled') as "isOver",
      gift.servers as "unbilledServers", gift.posts as "unbilledPosts"
    from promotion p
    left join brand b on b.id = p.brand_id
    cross join lateral (
      select count(*)::int as servers, coalesce(sum(posts), 0)::int as posts
      from exposure where promotion_id = p.id and billed_as is null
    ) gift
    where p.id = ${promotionId} and (${brandId}::uuid is null or p.brand_id = ${brandId}::uuid)`;
  return row;
}

export interface CertifiedRow {
  readonly number: number;
  readonly promoServerId: string;
  readonly name: string;
  readonly platform: string;
  readonly guildId: string;
  readonly channelId: string | null;
  readonly messageId: string | null;
  readonly variant: string;
  readonly postedAt: string;
  readonly receivedAt: string;
  readonly makegoodForId: string | null;
  readonly makegoodForName: string | null;
}

/** Billed exposures by their number. */
export async function listCertifiedRows(
  sql: Executor,
  promotionId: string,
): Promise<readonly CertifiedRow[]> {
  return sql<CertifiedRow[]>`
    select e.billed_as as number, s.id as "promoServerId", s.name, s.platform, s.guild_id as "guildId",
      e.channel_id as "channelId", e.message_id as "messageId", v.key as variant, e.posted_at as "postedAt",
      e.received_at as "receivedAt", e.makegood_for as "makegoodForId", f.name as "makegoodForName"
    from exposure e
    join promo_server s on s.id = e.server_id
    join promotion_variant v on v.id = e.variant_id
    left join promo_server f on f.id = e.makegood_for
    where e.promotion_id = ${promotionId} and e.billed_as is not null
    order by e.billed_as`;
}
