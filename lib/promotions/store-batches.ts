import type { Executor } from "#lib/platform/database.ts";
import type { Tier } from "#lib/promotions/contract.ts";

/** One promotion in one variant, as bots are told of it. */
export interface CampaignRow {
  readonly promotionId: string;
  readonly variantId: string;
  readonly appId: string;
  readonly appName: string;
  readonly wireKey: string;
  readonly shortDescription: string;
  readonly longDescription: string;
  readonly imageUrl: string;
  readonly category: string;
  readonly tier: Tier;
  /** Unix seconds. */
  readonly startsS: number;
  readonly endsS: number;
  readonly variantKey: string;
  readonly messageTemplate: string;
}

/** What of a promotion and its variant reaches a bot: another text of it is another batch. */
function wireText(db: Executor) {
  return db`concat_ws(chr(31), p.id, v.id, p.app_id, p.app_name, p.wire_key, p.short_description,
    p.long_description, p.image_url, p.category, p.tier, p.starts_at, p.ends_at, v.key, v.message_template)`;
}

function isRunning(db: Executor) {
  return db`(p.state = 'live' and p.starts_at <= now() and p.ends_at > now())`;
}

function campaignColumns(db: Executor) {
  return db`p.id as "promotionId", v.id as "variantId", p.app_id as "appId", p.app_name as "appName",
    p.wire_key as "wireKey", p.short_description as "shortDescription",
    p.long_description as "longDescription", p.image_url as "imageUrl", p.category, p.tier,
    floor(extract(epoch from p.starts_at))::float8 as "startsS",
    floor(extract(epoch from p.ends_at))::float8 as "endsS",
    v.key as "variantKey", v.message_template as "messageTemplate"`;
}

export interface BatchHead {
  /** Changes with anything that the batch tells; the same while it tells the same. */
  readonly fingerprint: string;
  readonly size: number;
  /** Unix seconds. */
  readonly nowS: number;
  readonly allocatedS: number;
  /** When the next promotion of it begins or ends; null: none does. */
  readonly changesS: number | null;
}

/** All that is to know of a batch without reading it into this process: one look at its placements by their index. */
export async function readBatchHead(db: Executor, serverId: string): Promise<BatchHead> {
  const [row] = await db<BatchHead[]>`
    select coalesce(b.fingerprint, '') as fingerprint, coalesce(b.size, 0) as size,
      floor(extract(epoch from now()))::float8 as "nowS",
      floor(extract(epoch from coalesce(r.at, s.created_at)))::float8 as "allocatedS",
      ceil(extract(epoch from b.changes_at))::float8 as "changesS"
    from promo_server s
    left join allocation_run r on r.version = s.batch_version
    left join lateral (
      select md5(string_agg(md5(${wireText(db)}), '' order by p.id) filter (where ${isRunning(db)})) as fingerprint,
        (count(*) filter (where ${isRunning(db)}))::int as size,
        least(min(p.starts_at) filter (where p.starts_at > now()),
          min(p.ends_at) filter (where p.ends_at > now())) as changes_at
      from placement l
      join promotion p on p.id = l.promotion_id
      join promotion_variant v on v.id = l.variant_id
      where l.server_id = s.id) b on true
    where s.id = ${serverId}`;
  if (!row) throw new Error("the promo server was there a moment ago");
  return row;
}

/** Earliest end first: that is how they are posted. */
export async function listBatch(db: Executor, serverId: string): Promise<CampaignRow[]> {
  return db<CampaignRow[]>`
    select ${campaignColumns(db)}
    from placement l
    join promotion p on p.id = l.promotion_id
    join promotion_variant v on v.id = l.variant_id
    where l.server_id = ${serverId} and ${isRunning(db)}
    order by p.ends_at, p.id`;
}

/** Of the list of everything; every promo server gets the first variant in it. */
function running(db: Executor) {
  return db`from promotion p
    join promotion_variant v on v.promotion_id = p.id and v.position = (
      select min(position) from promotion_variant f where f.promotion_id = p.id)
    where ${isRunning(db)}`;
}

export async function readWholeFingerprint(db: Executor): Promise<string> {
  const [row] = await db<{ fingerprint: string }[]>`
    select coalesce(md5(string_agg(md5(${wireText(db)}), '' order by p.id)), '') as fingerprint
    ${running(db)}`;
  return row?.fingerprint ?? "";
}

export async function listWhole(db: Executor): Promise<CampaignRow[]> {
  return db<CampaignRow[]>`select ${campaignColumns(db)} ${running(db)} order by p.id`;
}

export interface CountedFetch {
  readonly bytes: number;
  readonly isNotModified: boolean;
}

export async function countFetch(
  db: Executor,
  serverId: string,
  { bytes, isNotModified }: CountedFetch,
): Promise<void> {
  await db`
    update promo_server set last_fetch_at = clock_timestamp(), fetches = fetches + 1,
      fetched_bytes = fetched_bytes + ${bytes}, not_modified = not_modified + ${isNotModified ? 1 : 0}
    where id = ${serverId}`;
}

/** Where a tracked address stands for; without a promo server it is the one in the list of everything. */
export interface LinkPlace {
  readonly promotionId: string;
  readonly serverId: string | null;
  readonly variantId: string;
}

/** Gives every place the token that it has, or else the one that comes with it; in the order of the places. */
export async function upsertLinks(
  db: Executor,
  places: readonly (LinkPlace & { readonly token: string })[],
): Promise<Map<string, string>> {
  const column = (pick: (place: LinkPlace & { readonly token: string }) => string | null) =>
    places.map(pick);
  await db`
    insert into click_link (token, promotion_id, server_id, variant_id)
    select * from unnest(${column(({ token }) => token)}::text[],
      ${column(({ promotionId }) => promotionId)}::uuid[],
      ${column(({ serverId }) => serverId)}::uuid[], ${column(({ variantId }) => variantId)}::uuid[])
    on conflict (promotion_id, server_id, variant_id) do nothing`;
  const rows = await db<{ place: string; token: string }[]>`
    select k.promotion_id || ' ' || k.variant_id as place, k.token
    from click_link k
    join unnest(${column(({ promotionId }) => promotionId)}::uuid[],
      ${column(({ serverId }) => serverId)}::uuid[],
      ${column(({ variantId }) => variantId)}::uuid[]) as asked (promotion_id, server_id, variant_id)
      on k.promotion_id = asked.promotion_id and k.variant_id = asked.variant_id
        and k.server_id is not distinct from asked.server_id`;
  return new Map(rows.map(({ place, token }) => [place, token]));
}
