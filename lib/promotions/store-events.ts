import type { Executor } from "#lib/platform/database.ts";
import type { Audience, PromoServerTraits } from "#lib/promotions/allocation/audience.ts";
import type { PromotionEventType } from "#lib/promotions/contract.ts";

export interface EventTarget {
  readonly promotionId: string;
  readonly brandId: string | null;
  /** The promotion's own key on the wire. */
  readonly campaignId: string;
  readonly appName: string;
  readonly servers: number;
  readonly startsS: number;
  readonly endsS: number;
  /** The database clock. */
  readonly nowS: number;
  /** The arm as told, else as placed, else as posted before, else the first. */
  readonly variantId: string;
  /** The promo server had it in a batch once. */
  readonly wasPlaced: boolean;
  readonly audience: Audience;
  readonly traits: PromoServerTraits;
}

export interface TargetQuery {
  readonly serverId: string;
  readonly campaignId: string;
  readonly appId: string | undefined;
  readonly variantKey: string | undefined;
}

/**
 * The promotion that a bot means. Two apps may use one campaignId: then it is the one on this promo server, or that
 * was, or the live one. Drafts are unknown to bots.
 */
export async function findEventTarget(
  sql: Executor,
  { serverId, campaignId, appId, variantKey }: TargetQuery,
): Promise<EventTarget | undefined> {
  const [row] = await sql<EventTarget[]>`
    select p.id as "promotionId", p.brand_id as "brandId", p.wire_key as "campaignId", p.app_name as "appName", p.servers,
      extract(epoch from p.starts_at)::float8 as "startsS", extract(epoch from p.ends_at)::float8 as "endsS",
      extract(epoch from clock_timestamp())::float8 as "nowS", v.id as "variantId",
      known.is_placed or known.was_placed as "wasPlaced",
      json_build_object('regions', p.regions, 'languages', p.languages, 'platforms', p.platforms,
        'minUsers', p.min_users, 'maxUsers', p.max_users, 'category', p.category) as audience,
      json_build_object('region', s.region, 'language', s.language, 'platform', s.platform,
        'userCount', s.user_count, 'blockedCategories', s.blocked_categories) as traits
    from promo_server s
    join promotion p on p.wire_key = ${campaignId} and p.state <> 'draft'
      and (${appId ?? null}::text is null or p.app_id = ${appId ?? null}::text)
    left join placement pl on pl.promotion_id = p.id and pl.server_id = s.id
    left join exposure e on e.promotion_id = p.id and e.server_id = s.id
    cross join lateral (
      select pl.server_id is not null as is_placed, exists (
        select 1 from placement_change c
        where c.promotion_id = p.id and c.server_id = s.id and c.added) as was_placed
    ) known
    cross join lateral (
      select id from promotion_variant where promotion_id = p.id
      order by (key = ${variantKey ?? ""}) desc, (id = pl.variant_id) desc nulls last,
        (id = e.variant_id) desc nulls last, position
      limit 1
    ) v
    where s.id = ${serverId}
    order by known.is_placed desc, known.was_placed desc, p.state = 'live' desc, p.created_at desc
    limit 1`;
  return row;
}

export interface NewEvent {
  readonly dedupeKey: string;
  readonly promotionId: string;
  readonly serverId: string | null;
  readonly variantId: string | null;
  readonly type: PromotionEventType;
  /** Unix seconds; undefined: now by the database clock. */
  readonly atS?: number;
  readonly messageId?: string | undefined;
  readonly channelId?: string | undefined;
  readonly source: "bot" | "link" | "postback";
  readonly ignoredAs?: string | undefined;
  readonly visitor?: string | undefined;
  readonly reference?: string | undefined;
  readonly valueMinor?: number | undefined;
}

/**
 * True when it is the first of its kind. Safe in parallel: of two with one key or one message the second waits for
 * the first to commit and is nothing then.
 */
export async function insertPromotionEvent(tx: Executor, event: NewEvent): Promise<boolean> {
  const rows = await tx`
    insert into promotion_event (dedupe_key, promotion_id, server_id, variant_id, type, at, message_id,
      channel_id, source, ignored_as, visitor, reference, value_minor)
    values (${event.dedupeKey}, ${event.promotionId}, ${event.serverId}, ${event.variantId}, ${event.type},
      coalesce(to_timestamp(${event.atS ?? null}::float8), clock_timestamp()), ${event.messageId ?? null},
      ${event.channelId ?? null}, ${event.source}, ${event.ignoredAs ?? null}, ${event.visitor ?? null},
      ${event.reference ?? null}, ${event.valueMinor ?? null})
    on conflict do nothing
    returning 1`;
  return rows.length > 0;
}

export async function hasPromotionEvent(sql: Executor, dedupeKey: string): Promise<boolean> {
  const rows = await sql`select 1 from promotion_event where dedupe_key = ${dedupeKey}`;
  return rows.length > 0;
}

/** An event that is only tallied: one row a key, whose number grows. */
export async function tallyPromotionEvent(sql: Executor, event: NewEvent): Promise<void> {
  await sql`
    insert into promotion_event (dedupe_key, promotion_id, server_id, variant_id, type, at, source, ignored_as, visitor)
    values (${event.dedupeKey}, ${event.promotionId}, ${event.serverId}, ${event.variantId}, ${event.type},
      clock_timestamp(), ${event.source}, ${event.ignoredAs ?? null}, ${event.visitor ?? null})
    on conflict (dedupe_key) do update set count = promotion_event.count + 1`;
}
