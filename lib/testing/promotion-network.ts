import { randomUUID } from "node:crypto";
import { systemClock } from "#lib/platform/clock.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import type { AllocationDeps } from "#lib/promotions/run-allocation.ts";
import { testSecret } from "#lib/testing/factories.ts";

/** A promo server in the slot of its number, seen a moment ago, opted in. */
export async function addPromoServers(
  db: Executor,
  count: number,
  given: { readonly from?: number; readonly region?: string; readonly batchMax?: number } = {},
): Promise<string[]> {
  const { from = 0, region = null, batchMax = null } = given;
  const rows = await db<{ id: string }[]>`
    insert into promo_server (id, slot, owner_id, guild_id, registered_at, opted_in_at, user_count,
      activity_level, has_promotion_channel, region, language, batch_max)
    select gen_random_uuid(), n, ${randomUUID()}, 'guild-' || n, now(), now(), 50 + (n * 137) % 900,
      (array['LOW', 'MEDIUM', 'HIGH'])[1 + n % 3]::promo_activity, n % 10 <> 7, ${region}, 'en', ${batchMax}
    from generate_series(${from}::int, ${from + count - 1}::int) n
    order by n returning id`;
  return rows.map(({ id }) => id);
}

export interface TestPromotion {
  readonly servers?: number;
  readonly hours?: number;
  readonly regions?: readonly string[];
  readonly variants?: number;
  readonly state?: string;
}

/** A promotion that began a minute ago. */
export async function addPromotion(db: Executor, given: TestPromotion = {}): Promise<string> {
  const { servers = 4, hours = 48, regions = [], variants = 2, state = "live" } = given;
  const id = randomUUID();
  await db`
    insert into promotion (id, app_id, app_name, wire_key, short_description, tier, servers, starts_at,
      ends_at, regions, state)
    values (${id}, ${`app-${id.slice(0, 8)}`}, 'App', ${`cmp_${id}`}, 'An app', 'exact', ${servers},
      now() - interval '1 minute', now() + make_interval(mins => ${Math.round(hours * 60)}),
      ${[...regions]}::text[], ${state}::text::promotion_state)`;
  await db`
    insert into promotion_variant (promotion_id, position, key, message_template)
    select ${id}, n, chr(97 + n), 'Try {appName}' from generate_series(0, ${variants - 1}::int) n`;
  return id;
}

export function allocationDeps(sql: Sql): AllocationDeps {
  return { sql, masterSecret: testSecret, clock: systemClock };
}

/** Takes every row of the network away, so that a test starts from nothing. */
export async function emptyNetwork(db: Executor): Promise<void> {
  await db`truncate promotion, promotion_variant, placement, placement_change, allocation_run, allocation_want,
    promo_server, exposure, promotion_event, click_link, outbox_event cascade`;
  await db`update allocation_head set version = 0, epoch = 0, epoch_started_at = null`;
}
