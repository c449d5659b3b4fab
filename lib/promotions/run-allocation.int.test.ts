import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDatabase, type Sql } from "#lib/platform/database.ts";
import { allocateIfDue } from "#lib/promotions/allocate-if-due.ts";
import { planAllocation } from "#lib/promotions/plan-allocation.ts";
import {
  allocationSeed,
  readNetwork,
  runAllocation,
  writePlan,
} from "#lib/promotions/run-allocation.ts";
import { lockHead, readHead } from "#lib/promotions/store-allocation.ts";
import { deletePlacements, insertPlacements } from "#lib/promotions/store-run.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";
import { testSecret } from "#lib/testing/factories.ts";
import {
  addPromoServers,
  addPromotion,
  allocationDeps,
  emptyNetwork,
} from "#lib/testing/promotion-network.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let sql: Sql;
let servers: string[];
let promotions: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  sql = database.sql;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptyNetwork(sql);
  servers = await addPromoServers(sql, 30);
  promotions = [];
  for (let index = 0; index < 40; index += 1) {
    promotions.push(
      await addPromotion(sql, { servers: 1 + (index % 9), variants: 1 + (index % 3) }),
    );
  }
});

const run = () => runAllocation(allocationDeps(sql), { trigger: "schedule" });
const version = async () => (await readHead(sql)).version;

/** What every allocation must leave: each promotion on as many as booked, no batch above 50, the log in step. */
async function check(): Promise<void> {
  const counts = await sql<{ servers: number; n: number }[]>`
    select m.servers, (select count(*)::int from placement p where p.promotion_id = m.id) as n
    from promotion m where m.state = 'live'`;
  expect(counts.filter(({ servers: booked, n }) => n !== booked)).toEqual([]);
  const [log] = await sql<{ wrong: number }[]>`
    select count(*)::int as wrong from (
      select promotion_id, server_id, sum(case when added then 1 else -1 end) as held
      from placement_change group by 1, 2) c
    full join placement p using (promotion_id, server_id)
    where coalesce(c.held, 0) <> (p.promotion_id is not null)::int`;
  expect(log?.wrong).toBe(0);
}

const placementsOf = (serverId: string) => sql<{ promotion_id: string; server_id: string }[]>`
  select promotion_id, server_id from placement where server_id = ${serverId}`;
const pairs = async () =>
  (
    await sql<{ pair: string }[]>`select promotion_id || ' ' || server_id as pair from placement`
  ).map(({ pair }) => pair);

describe("an allocation", () => {
  it("puts every promotion on exactly as many promo servers as booked, and moves nothing the second time", async () => {
    const { plan } = await run();
    await check();
    expect(plan.removed).toEqual([]);
    const again = await run();
    expect([again.plan.added, again.plan.removed, again.plan.changedServers]).toEqual([[], [], []]);
    expect(await version()).toBe(2);
    const runs =
      await sql`select added, removed, moved, shortfall from allocation_run order by version`;
    expect(runs[0]).toMatchObject({ added: plan.added.length, removed: 0, moved: 0, shortfall: 0 });
  });

  it("keeps arms of the same size and never changes anybody's arm", async () => {
    await run();
    const arms = async () =>
      await sql<{ id: string; n: number; most: number; least: number }[]>`
        select id, servers as n, max(count)::int as most, min(count)::int as least from (
          select m.id, m.servers, v.id as arm, count(p.server_id) from promotion m
          join promotion_variant v on v.promotion_id = m.id
          left join placement p on p.promotion_id = m.id and p.variant_id = v.id
          group by 1, 2, 3) x group by 1, 2`;
    expect((await arms()).filter(({ most, least }) => most - least > 1)).toEqual([]);
    const before = await sql<{ pair: string; variant: string }[]>`
      select promotion_id || ' ' || server_id as pair, variant_id as variant from placement`;
    await sql`update promo_server set unregistered_at = now() where id = any(${servers.slice(0, 6)}::uuid[])`;
    await run();
    expect((await arms()).filter(({ most, least }) => most - least > 1)).toEqual([]);
    const after = new Map(
      (
        await sql<{ pair: string; variant: string }[]>`
          select promotion_id || ' ' || server_id as pair, variant_id as variant from placement`
      ).map(({ pair, variant }) => [pair, variant]),
    );
    const kept = before.filter(({ pair }) => after.has(pair));
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.filter(({ pair, variant }) => after.get(pair) !== variant)).toEqual([]);
  });

  it("gives the placements of a promo server that fell silent to others, and moves no more than were lost", async () => {
    await run();
    const [silent = ""] = servers;
    const lost = await placementsOf(silent);
    expect(lost.length).toBeGreaterThan(0);
    await sql`update promo_server set last_seen_at = now() - interval '61 minutes' where id = ${silent}`;
    const { plan } = await run();
    expect(plan.removed.map(({ serverId }) => serverId)).toEqual(lost.map(() => silent));
    expect(new Set(plan.removed.map(({ cause }) => cause))).toEqual(new Set(["gone"]));
    expect(plan.added).toHaveLength(lost.length);
    await check();
    const changed = await sql`select id from promo_server where batch_version = ${await version()}`;
    expect(changed.length).toBe(plan.changedServers.length);
    expect(changed.length).toBeLessThan(servers.length);
  });

  it("replaces no exposure that was had, and every placement that never was one", async () => {
    await run();
    const [silent = ""] = servers;
    const lost = await placementsOf(silent);
    const [had] = lost;
    await sql`
      insert into exposure (promotion_id, server_id, variant_id, posted_at, last_posted_at, billed_as)
      select promotion_id, server_id, variant_id, now(), now(), 1 from placement
      where promotion_id = ${had?.promotion_id ?? ""} and server_id = ${silent}`;
    await sql`update promo_server set blocked_at = now() where id = ${silent}`;
    const { plan } = await run();
    expect(plan.removed).toHaveLength(lost.length);
    expect(plan.added).toHaveLength(lost.length - 1);
    expect(plan.added.map(({ promotionId }) => promotionId)).not.toContain(had?.promotion_id);
    expect(plan.figures.shortfall).toBe(0);
    // It comes back and is not asked a second time.
    await sql`update promo_server set blocked_at = null where id = ${silent}`;
    const { plan: back } = await run();
    expect(back.added.map(({ promotionId }) => promotionId)).not.toContain(had?.promotion_id);
  });

  it("moves nothing when a weight changes within the hysteresis, and a promotion that ends costs no move", async () => {
    await run();
    const before = await pairs();
    const heavier = await sql`
      update promo_server set manual_weight = 3.3 where id = (select id from promo_server
        where user_count > 500 and activity_level = 'HIGH' and has_promotion_channel order by id limit 1)`;
    expect(heavier.count).toBe(1);
    await run();
    expect(await pairs()).toEqual(before);
    await sql`update promotion set state = 'ended' where id = ${promotions[8] ?? ""}`;
    const { plan } = await run();
    expect(plan.added).toEqual([]);
    expect(new Set(plan.removed.map(({ promotionId }) => promotionId))).toEqual(
      new Set([promotions[8]]),
    );
  });

  it("says in words what is short, and counts it", async () => {
    const narrow = await addPromotion(sql, { servers: 3, regions: ["Atlantis"] });
    const { plan } = await run();
    expect(plan.figures.shortfall).toBe(3);
    expect(plan.proof[narrow]?.reason).toMatch(/region \(Atlantis\)/);
    const [row] = await sql`select proof from allocation_run`;
    expect(row?.proof[narrow].missing).toBe(3);
  });
});

describe("wants", () => {
  it("make one allocation due, and the next one only after the quarter of an hour", async () => {
    expect(await allocateIfDue(allocationDeps(sql))).toBeDefined();
    expect(await allocateIfDue(allocationDeps(sql))).toBeUndefined();
    await wantAllocation(sql, "weight");
    await wantAllocation(sql, "promotion");
    await allocateIfDue(allocationDeps(sql));
    expect(await allocateIfDue(allocationDeps(sql))).toBeUndefined();
    const [last] = await sql`select trigger from allocation_run order by version desc limit 1`;
    expect(last?.trigger).toBe("weight");
    await sql`update allocation_head set epoch_started_at = now() - interval '15 minutes'`;
    const outcome = await allocateIfDue(allocationDeps(sql));
    expect(outcome?.epoch).toBe(2);
    const [told] = await sql`select served, age from promotion where servers = 9 limit 1`;
    // Two quarters of an hour began: the first run of all and this one.
    expect(told).toMatchObject({ served: 18, age: 2 });
  });

  it("outlive a run that breaks off", async () => {
    await wantAllocation(sql, "promotion");
    await sql
      .begin(async (tx) => {
        await tx`delete from allocation_want`;
        throw new Error("killed");
      })
      .catch(() => undefined);
    const [row] = await sql`select count(*)::int as n from allocation_want`;
    expect(row?.n).toBe(1);
  });
});

describe("several workers", () => {
  it("make one version each, never a mixture", async () => {
    const outcomes = await Promise.all([run(), run(), run(), run()]);
    expect(outcomes.map((each) => each.version).sort()).toEqual([1, 2, 3, 4]);
    expect(outcomes.filter(({ plan }) => plan.added.length > 0)).toHaveLength(1);
    await check();
  });

  it("one that is killed between computing and its commit leaves nothing behind", async () => {
    const other = openDatabase(database.url, { max: 1 });
    let told: (pid: number) => void = () => undefined;
    const computed = new Promise<number>((resolve) => {
      told = resolve;
    });
    const killed = other.sql.begin(async (tx) => {
      const head = await lockHead(tx);
      const network = await readNetwork(tx, head, allocationSeed(testSecret));
      await writePlan(tx, head, planAllocation(network));
      const [session] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      told(session?.pid ?? 0);
      await tx`select pg_sleep(60)`;
    });
    const pid = await computed;
    const waiting = run();
    await Promise.all([expect(killed).rejects.toThrow(), sql`select pg_terminate_backend(${pid})`]);
    const { version: made, plan } = await waiting;
    await other.close();
    expect(made).toBe(1);
    expect(plan.added.length).toBeGreaterThan(100);
    await check();
  });

  it("one that wakes up with what it computed from an old version changes nothing", async () => {
    const head = await readHead(sql);
    const plan = planAllocation(await readNetwork(sql, head, allocationSeed(testSecret)));
    await run();
    const before = await pairs();
    await expect(sql.begin((tx) => writePlan(tx, head, plan))).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await pairs()).toEqual(before);
    expect(await version()).toBe(1);
    await check();
  });

  it("a promotion that ends while one computes is gone with the run after", async () => {
    const [ending = ""] = promotions;
    await sql.begin(async (tx) => {
      const head = await lockHead(tx);
      const plan = planAllocation(await readNetwork(tx, head, allocationSeed(testSecret)));
      // Nobody waits: the fact is a row of its own.
      await sql.begin(async (fact) => {
        await fact`update promotion set state = 'ended' where id = ${ending}`;
        await wantAllocation(fact, "promotion");
      });
      await writePlan(tx, head, plan);
    });
    expect((await sql`select 1 from placement where promotion_id = ${ending}`).length).toBe(1);
    const outcome = await allocateIfDue(allocationDeps(sql));
    expect(outcome?.plan.removed).toMatchObject([{ promotionId: ending, cause: "ended" }]);
    await check();
  });

  it("control: without head and version two of them leave too much behind", async () => {
    await run();
    await sql`update promo_server set blocked_at = now() where id = any(${servers.slice(0, 3)}::uuid[])`;
    const head = await readHead(sql);
    const first = planAllocation(await readNetwork(sql, head, allocationSeed(testSecret)));
    // The second one reads the same rows and knows of one more that went away.
    await sql`update promo_server set blocked_at = now() where id = any(${servers.slice(3, 6)}::uuid[])`;
    const second = planAllocation(await readNetwork(sql, head, allocationSeed(testSecret)));
    for (const plan of [first, second]) {
      await deletePlacements(sql, plan.removed);
      const known = new Set(await pairs());
      const isNew = (pair: { promotionId: string; serverId: string }) =>
        !known.has(`${pair.promotionId} ${pair.serverId}`);
      await insertPlacements(sql, 2, plan.added.filter(isNew));
    }
    await expect(check()).rejects.toThrow();
  });
});
