import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeDemo } from "#lib/demo/remove-demo.ts";
import { seedDemo } from "#lib/demo/seed-demo.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { runAllocation } from "#lib/promotions/run-allocation.ts";
import { createLiveGame, testSecret } from "#lib/testing/factories.ts";
import { allocationDeps } from "#lib/testing/promotion-network.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const admin: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
const deps = () => ({ sql: database.sql, masterSecret: testSecret, nowMs: Date.now() });

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function rowCounts(): Promise<Record<string, number>> {
  const tables = await database.sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`;
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await database.sql.unsafe(`select count(*)::int as n from "${name}"`);
    counts[name] = row?.n;
  }
  return counts;
}

describe("the demo", () => {
  it("is live, has its codes, and its past verifies", async () => {
    const started = performance.now();
    const { seeded, slug } = await seedDemo(deps(), { ifEmpty: true });
    process.stdout.write(`seeded in ${Math.round(performance.now() - started)} ms\n`);
    expect({ seeded, slug }).toEqual({ seeded: true, slug: "coffee-and-cinema" });
    expect(await seedDemo(deps())).toEqual({ seeded: false, slug: "coffee-and-cinema" });
    const games = await database.sql<
      { id: string; name: string; state: string; last_seq: string }[]
    >`
      select id, name, state, last_seq from game order by starts_at`;
    expect(games.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      "Warm-up reel: ended",
      "Opening reel: live",
      "Encore: scheduled",
    ]);
    const [free] =
      await database.sql`select count(*)::int as n from coupon where state = 'AVAILABLE'`;
    expect(free?.n).toBe(1_000);
    const verdict = await verifyLedger(database.sql, testSecret, games[0]?.id ?? "");
    expect(verdict).toEqual({ ok: true, entries: 401, rows: 20_000, wins: 800, undecided: 0 });
    const [span] = await database.sql`
      select extract(epoch from max(minute) - min(minute))::float8 / 3600 as hours,
        sum(count) filter (where brand = -1)::int as plays, sum(count) filter (where brand >= 0)::int as wins
      from rollup_minute`;
    expect(span).toMatchObject({ plays: 20_000, wins: 800 });
    expect(span?.hours).toBeGreaterThan(47);
  });

  it("has a promotion network: live ones placed as booked, past ones with receipts", async () => {
    const rows = await database.sql<{ key: string; n: string }[]>`
      select m.wire_key as key, m.state || ' ' || m.servers || ' placed ' ||
        (select count(*) from placement p where p.promotion_id = m.id) || ' billed ' ||
        (select count(*) from exposure e where e.promotion_id = m.id) as n
      from promotion m where m.demo order by 1`;
    expect(rows.map(({ key, n }) => `${key}: ${n}`)).toEqual([
      "cmp_kino_ended: ended 5 placed 0 billed 5",
      "cmp_kino_live: live 5 placed 5 billed 4",
      "cmp_lanterns_live: live 10 placed 10 billed 9",
      "cmp_moss_ended_short: ended 12 placed 0 billed 9",
      "cmp_nemesis_live: live 4 placed 4 billed 2",
      "cmp_paper_fleet_scheduled: scheduled 3 placed 0 billed 0",
      "cmp_roastery_live: live 2 placed 2 billed 2",
      "cmp_tangle_paused: paused 2 placed 0 billed 0",
    ]);
    // Nothing of it moves at the next allocation, and nobody outside hears of it.
    const { plan } = await runAllocation(allocationDeps(database.sql), { trigger: "schedule" });
    expect([plan.added, plan.removed]).toEqual([[], []]);
    expect(await database.sql`select 1 from outbox_event`).toHaveLength(0);
  });

  it("caught: one changed byte of its past no longer verifies", async () => {
    const [game] = await database.sql`select id from game where state = 'ended'`;
    await database.sql`alter table play_result disable trigger user`;
    await database.sql`update play_result set chance = chance * 1.0000001 where k = 12345 and game_id = ${game?.id}`;
    const verdict = await verifyLedger(database.sql, testSecret, game?.id);
    expect(verdict).toMatchObject({ ok: false, k: 12_345 });
    await database.sql`alter table play_result enable trigger user`;
  });

  it("is removed whole, while a real game beside it stays untouchable", async () => {
    const { sql } = database;
    const real = await createLiveGame(sql);
    await sql`insert into chain_entry (game_id, shard, seq, kind, root, prev_hash, hash)
      values (${real.gameId}, 0, 1, 'genesis', '', '', '')`;
    await expect(sql`delete from chain_entry where game_id = ${real.gameId}`).rejects.toThrow(
      /append-only/,
    );
    await expect(
      sql`update campaign set demo = true where id = ${real.campaignId}`,
    ).rejects.toThrow();
    const [demo] = await sql`select id from campaign where demo limit 1`;
    await expect(
      sql`update game set campaign_id = ${demo?.id} where id = ${real.gameId}`,
    ).rejects.toThrow();
    expect(await removeDemo({ sql }, admin)).toBe(true);
    expect(await removeDemo({ sql }, admin)).toBe(false);
    const left = await rowCounts();
    const ofGames = await sql<{ name: string }[]>`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'game_id'`;
    expect(ofGames.length).toBeGreaterThan(10);
    for (const { name } of ofGames) {
      const [strays] = await sql.unsafe(
        `select count(*)::int as n from "${name}" where game_id <> '${real.gameId}'`,
      );
      expect({ [name]: strays?.n }).toEqual({ [name]: 0 });
    }
    const network = {
      promotion: 0,
      promo_server: 0,
      placement: 0,
      exposure: 0,
      promotion_event: 0,
    };
    expect(left).toMatchObject({ ...network, placement_change: 0, click_link: 0 });
    expect(left).toMatchObject({ brand: 1, campaign: 1, game: 1, chain_entry: 1, coupon: 10 });
    expect(await seedDemo(deps(), { ifEmpty: true })).toEqual({ seeded: false, slug: null });
    expect((await seedDemo(deps())).seeded).toBe(true);
  });
});
