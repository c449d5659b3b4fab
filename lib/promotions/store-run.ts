import type { Executor } from "#lib/platform/database.ts";
import type { AllocationTrigger } from "#lib/promotions/contract.ts";
import type { AddedPlacement, AllocationPlan } from "#lib/promotions/plan-allocation.ts";
import type { Head } from "#lib/promotions/store-allocation.ts";

type Removed = AllocationPlan["removed"];

/** A column as one text parameter. For what needs no quoting: ids, numbers, lower-case words. */
function column(values: Iterable<string | number | undefined>): string {
  return `{${[...values].map((value) => value ?? "NULL").join(",")}}`;
}

/**
 * Raises the version, only from the one that was read. False: another run was here since, and nothing that was
 * computed holds any more.
 */
export async function raiseVersion(db: Executor, from: Head): Promise<boolean> {
  const rows = await db`
    update allocation_head set version = version + 1,
      epoch = epoch + ${from.isEpochOver ? 1 : 0},
      epoch_started_at = case when ${from.isEpochOver}::boolean then clock_timestamp()
        else epoch_started_at end
    where version = ${from.version} and epoch = ${from.epoch} returning version`;
  return rows.length === 1;
}

/** Takes pairs away; how many there were. */
export async function deletePlacements(db: Executor, removed: Removed): Promise<number> {
  if (removed.length === 0) return 0;
  const gone = await db`
    delete from placement p using unnest(
      ${column(removed.map((each) => each.promotionId))}::text::uuid[],
      ${column(removed.map((each) => each.serverId))}::text::uuid[]) as x (promotion_id, server_id)
    where p.promotion_id = x.promotion_id and p.server_id = x.server_id`;
  return gone.count;
}

export async function insertPlacements(
  db: Executor,
  version: number,
  added: readonly AddedPlacement[],
): Promise<void> {
  if (added.length === 0) return;
  await db`
    insert into placement (promotion_id, server_id, variant_id, draw_index, since_epoch, since_version)
    select x.promotion_id, x.server_id, x.variant_id, x.draw_index, x.since_epoch, ${version}
    from unnest(
      ${column(added.map((each) => each.promotionId))}::text::uuid[],
      ${column(added.map((each) => each.serverId))}::text::uuid[],
      ${column(added.map((each) => each.variantId))}::text::uuid[],
      ${column(added.map((each) => each.drawIndex))}::text::integer[],
      ${column(added.map((each) => each.sinceEpoch))}::text::bigint[])
      as x (promotion_id, server_id, variant_id, draw_index, since_epoch)`;
}

export async function insertChanges(
  db: Executor,
  version: number,
  { added, removed }: Pick<AllocationPlan, "added" | "removed">,
): Promise<void> {
  const rows = [
    ...removed.map((each) => ({ ...each, added: "f" })),
    ...added.map(({ promotionId, serverId }) => ({
      ...{ promotionId, serverId, added: "t", cause: undefined },
    })),
  ];
  if (rows.length === 0) return;
  await db`
    insert into placement_change (version, promotion_id, server_id, added, cause)
    select ${version}, x.promotion_id, x.server_id, x.added, x.cause
    from unnest(
      ${column(rows.map((each) => each.promotionId))}::text::uuid[],
      ${column(rows.map((each) => each.serverId))}::text::uuid[],
      ${column(rows.map((each) => each.added))}::text::boolean[],
      ${column(rows.map((each) => each.cause))}::text::text[])
      as x (promotion_id, server_id, added, cause)`;
}

/** Locked in the order of ids first: a registration takes one row at a time and never waits in a circle. */
export async function raiseBatches(
  db: Executor,
  version: number,
  serverIds: readonly string[],
): Promise<void> {
  if (serverIds.length === 0) return;
  const ids = column(serverIds);
  await db`
    select 1 from promo_server where id = any(${ids}::text::uuid[]) order by id for no key update`;
  await db`
    update promo_server set batch_version = ${version} where id = any(${ids}::text::uuid[])`;
}

/** What least-served-first goes by: placements summed over epochs, and the epochs. */
export async function notePromotions(
  db: Executor,
  plan: Pick<AllocationPlan, "added" | "carried" | "edited">,
  isEpochOver: boolean,
): Promise<void> {
  const fresh = new Set(plan.added.map(({ promotionId }) => promotionId));
  const edited = new Set(plan.edited);
  const touched = [...plan.carried]
    .filter(([id]) => isEpochOver || fresh.has(id) || edited.has(id))
    .map(([id, carried]) => ({ id, carried, isFresh: fresh.has(id), wasEdited: edited.has(id) }));
  if (touched.length === 0) return;
  const ids = column(touched.map(({ id }) => id));
  await db`select 1 from promotion where id = any(${ids}::text::uuid[]) order by id for no key update`;
  await db`
    update promotion m set
      served = m.served + case when ${isEpochOver}::boolean then x.carried else 0 end,
      age = m.age + case when ${isEpochOver}::boolean then 1 else 0 end,
      last_allocated_at = case when x.fresh then clock_timestamp() else m.last_allocated_at end,
      edited = m.edited and not x.edited
    from unnest(${ids}::text::uuid[], ${column(touched.map(({ carried }) => carried))}::text::integer[],
      ${column(touched.map(({ isFresh }) => (isFresh ? "t" : "f")))}::text::boolean[],
      ${column(touched.map(({ wasEdited }) => (wasEdited ? "t" : "f")))}::text::boolean[])
      as x (id, carried, fresh, edited)
    where m.id = x.id`;
}

export interface RunWrite {
  readonly version: number;
  readonly epoch: number;
  readonly trigger: AllocationTrigger;
  readonly ms: number;
  readonly actorId: string | null;
  readonly plan: AllocationPlan;
}

export async function insertRun(db: Executor, run: RunWrite): Promise<void> {
  const { version, epoch, trigger, ms, actorId, plan } = run;
  const { figures, added, removed, proof } = plan;
  await db`
    insert into allocation_run (version, epoch, trigger, ms, promotions, servers, placements, added, removed,
      moved, exact_promotions, shortfall, max_load_ratio, load_cv, proof, actor_id)
    values (${version}, ${epoch}, ${trigger}::text::allocation_trigger, ${ms}, ${figures.promotions},
      ${figures.servers}, ${figures.placements}, ${added.length}, ${removed.length}, ${figures.moved},
      ${figures.exactPromotions}, ${figures.shortfall}, ${figures.maxLoadRatio}, ${figures.loadCv},
      ${JSON.stringify(proof)}::text::jsonb, ${actorId})`;
}
