import type { Executor } from "#lib/platform/database.ts";
import type { PlaceChange } from "#lib/promotions/exposure.ts";

export interface Receipt {
  readonly promotionId: string;
  readonly serverId: string;
  readonly variantId: string;
  readonly atS: number;
  readonly messageId: string | undefined;
  readonly channelId: string | undefined;
}

export interface ExposureState {
  readonly billedAs: number | null;
  readonly posts: number;
}

/** One more post of an exposure that stands; undefined: it is the first. The first receipt is the one kept. */
export async function addPost(tx: Executor, receipt: Receipt): Promise<ExposureState | undefined> {
  const [row] = await tx<ExposureState[]>`
    update exposure set posts = posts + 1,
      last_posted_at = greatest(last_posted_at, to_timestamp(${receipt.atS}::float8))
    where promotion_id = ${receipt.promotionId} and server_id = ${receipt.serverId}
    returning billed_as as "billedAs", posts`;
  return row;
}

/**
 * Holds the promotion's row until the transaction ends, so that its exposures are numbered one after the other. The
 * statement that counts them comes after this one and sees what was committed while it waited.
 */
export async function lockPromotion(tx: Executor, promotionId: string): Promise<void> {
  await tx`select 1 from promotion where id = ${promotionId} for no key update`;
}

export interface NewExposure extends Receipt {
  readonly isBooked: boolean;
  readonly makegoodFor: string | null;
}

/**
 * The exposure with the next number while fewer than booked have one. Only under lockPromotion: numbers are counted,
 * not drawn from a sequence, so that they have no gaps and end at N.
 */
export async function openExposure(tx: Executor, exposure: NewExposure): Promise<ExposureState> {
  const { promotionId, isBooked } = exposure;
  const [row] = await tx<ExposureState[]>`
    with billed as (
      select case when ${isBooked}::boolean and count(e.billed_as) < p.servers
        then (count(e.billed_as) + 1)::smallint end as number
      from promotion p left join exposure e on e.promotion_id = p.id
      where p.id = ${promotionId} group by p.id, p.servers
    )
    insert into exposure as x (promotion_id, server_id, variant_id, posted_at, last_posted_at, message_id,
      channel_id, billed_as, makegood, makegood_for)
    select ${promotionId}, ${exposure.serverId}, ${exposure.variantId}, to_timestamp(${exposure.atS}::float8),
      to_timestamp(${exposure.atS}::float8), ${exposure.messageId ?? null}, ${exposure.channelId ?? null},
      billed.number, ${exposure.makegoodFor !== null}::boolean, ${exposure.makegoodFor}::uuid
    from billed
    on conflict (promotion_id, server_id) do update set posts = x.posts + 1,
      last_posted_at = greatest(x.last_posted_at, excluded.last_posted_at),
      billed_as = coalesce(x.billed_as, excluded.billed_as)
    returning billed_as as "billedAs", posts`;
  if (!row) throw new Error("an exposure of no promotion");
  return row;
}

/** Promo servers of a promotion whose exposure is billed. */
export async function listBilledServers(
  tx: Executor,
  promotionId: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ serverId: string }[]>`
    select server_id as "serverId" from exposure
    where promotion_id = ${promotionId} and billed_as is not null`;
  return new Set(rows.map(({ serverId }) => serverId));
}

export async function listPlaceChanges(
  tx: Executor,
  promotionId: string,
): Promise<readonly PlaceChange[]> {
  return tx<PlaceChange[]>`
    select version::float8 as version, server_id as "serverId", added, cause
    from placement_change where promotion_id = ${promotionId} order by version`;
}

/** True for the one transaction that found all exposures reached. */
export async function markDelivered(tx: Executor, promotionId: string): Promise<boolean> {
  const rows = await tx`
    update promotion set delivered_at = clock_timestamp()
    where id = ${promotionId} and delivered_at is null returning 1`;
  return rows.length > 0;
}

export async function findExposure(
  sql: Executor,
  { promotionId, serverId }: { readonly promotionId: string; readonly serverId: string },
): Promise<ExposureState | undefined> {
  const [row] = await sql<ExposureState[]>`
    select billed_as as "billedAs", posts from exposure
    where promotion_id = ${promotionId} and server_id = ${serverId}`;
  return row;
}
