import type { DemoPromotion, DemoServer } from "#lib/demo/demo-network.ts";
import type { Executor } from "#lib/platform/database.ts";

export async function insertDemoServer(
  db: Executor,
  given: DemoServer & { readonly id: string; readonly ownerId: string; readonly guildId: string },
): Promise<void> {
  const { id, ownerId, guildId, blockedCategories = [] } = given;
  await db`
    insert into promo_server (id, slot, owner_id, platform, guild_id, name, registered_at, user_count,
      activity_level, has_promotion_channel, region, language, channel_id, opted_in_at, opted_in_by,
      blocked_categories, demo)
    values (${id}, (select coalesce(max(slot), -1) + 1 from promo_server), ${ownerId}, ${given.platform},
      ${guildId}, ${given.name}, now() - interval '40 days', ${given.members}, ${given.activity},
      ${given.hasChannel}, ${given.region}, ${given.language}, 'promotions', now() - interval '40 days',
      'the owner of the demo', ${[...blockedCategories]}::text[], true)`;
}

export async function insertDemoPromotion(
  db: Executor,
  given: DemoPromotion & {
    readonly id: string;
    readonly brandId: string | null;
    readonly campaignId: string | null;
    readonly now: string;
  },
): Promise<void> {
  const { id, regions = [], now } = given;
  const cta = given.campaignId === null ? `https://example.com/${given.appId}` : "";
  await db`
    insert into promotion (id, brand_id, app_id, app_name, wire_key, short_description, cta_url,
      promoted_campaign_id, category, tier, servers, starts_at, ends_at, regions, price_minor, state, demo)
    values (${id}, ${given.brandId}, ${given.appId}, ${given.appName},
      ${`cmp_${given.label.replaceAll(" ", "_")}`}, ${given.shortDescription}, ${cta}, ${given.campaignId},
      ${given.category}, ${given.tier}, ${given.servers},
      ${now}::timestamptz + make_interval(hours => ${given.from}),
      ${now}::timestamptz + make_interval(hours => ${given.to}), ${[...regions]}::text[],
      ${given.priceMinor}, ${given.state}, true)`;
  for (const [position, message] of given.messages.entries()) {
    await db`
      insert into promotion_variant (promotion_id, position, key, message_template)
      values (${id}, ${position}, ${String.fromCharCode(97 + position)}, ${message})`;
  }
}

/** Where a promotion was posted: its placements, or for one that is over the first of the demo's promo servers. */
export async function insertDemoExposures(
  db: Executor,
  promotionId: string,
  posted: number,
): Promise<void> {
  await db`
    insert into exposure (promotion_id, server_id, variant_id, posted_at, received_at, last_posted_at,
      message_id, channel_id, posts, billed_as)
    select m.id, x.server_id, x.variant_id, x.at, x.at,
      least(m.ends_at, now()) - make_interval(mins => (x.n * 7)::int), 'demo-' || x.n, 'promotions',
      2 + (x.n * 5 % 9)::int, x.n
    from promotion m
    cross join lateral (
      select s.server_id, s.variant_id, s.n,
        m.starts_at + (least(m.ends_at, now()) - m.starts_at) * 0.6 * s.n / (m.servers + 1) as at
      from (
        select coalesce(p.server_id, o.id) as server_id,
          coalesce(p.variant_id, (select v.id from promotion_variant v where v.promotion_id = m.id
            order by (v.position + o.slot) % 4, v.position limit 1)) as variant_id,
          row_number() over (order by o.slot) as n
        from promo_server o
        left join placement p on p.server_id = o.id and p.promotion_id = m.id
        where o.demo and (p.server_id is not null or m.state = 'ended')
          and (m.regions = '{}' or o.region = any(m.regions))) s
      where s.n <= m.servers) x
    where m.id = ${promotionId} and x.n <= ceil(m.servers * ${posted}::float8)`;
}

/** The receipts of the posts, and who followed them; the same figures on every installation. */
export async function insertDemoEvents(db: Executor, promotionId: string): Promise<void> {
  await db`
    insert into promotion_event (dedupe_key, promotion_id, server_id, variant_id, type, at, message_id,
      source, ignored_as, visitor, reference)
    select 'demo:' || e.promotion_id || ':' || e.server_id || ':' || k.type || ':' || i,
      e.promotion_id, e.server_id, e.variant_id, k.type::promotion_event_type,
      e.posted_at + (e.last_posted_at - e.posted_at) * i / (k.n + 1),
      case when k.type = 'POSTED' then e.message_id || '-' || i end,
      k.source, case when k.type = 'CLICKED' and i % 9 = 0 then 'crawler' end,
      case when k.type = 'CLICKED' then 'demo-' || e.server_id || i end,
      case when k.type = 'CONVERTED' then 'order-' || e.server_id || i end
    from exposure e
    join promo_server s on s.id = e.server_id
    cross join lateral (values
      ('POSTED', e.posts, 'bot'),
      ('CLICKED', e.posts * (2 + s.user_count / 150), 'link'),
      ('CONVERTED', e.posts * (1 + s.user_count / 700), 'postback')) as k (type, n, source)
    cross join lateral generate_series(1, k.n) i
    where e.promotion_id = ${promotionId}`;
}

/** What ended was told long ago: nobody hears of the demo's past. */
export async function closeDemoPromotions(db: Executor): Promise<void> {
  await db`
    update promotion m set delivered_at = m.ends_at,
      stated_shortfall = case when (select count(*) from exposure e where e.promotion_id = m.id) < m.servers
        then jsonb_build_object('missing', m.servers - (select count(*) from exposure e
          where e.promotion_id = m.id), 'binding', 'online',
          'sentence', 'Too few promo servers were online when it was booked.') end
    where m.demo and m.state = 'ended'`;
  await db`
    update promotion m set delivered_at = now()
    where m.demo and m.state = 'live'
      and (select count(*) from exposure e where e.promotion_id = m.id) >= m.servers`;
}
