import { afterAll, beforeAll, expect, it } from "vitest";
import { getPromoterGuild, listPromoterGuilds } from "#lib/promotions/promoter-guild-pages.ts";
import {
  changeGuild,
  connectGuild,
  disconnectGuild,
  rotateGuildSecret,
} from "#lib/promotions/promoter-guilds.ts";
import { openGuildSecret, openTarget } from "#lib/promotions/target-address.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const system = { kind: "system" } as const;
const deps = () => ({ sql: database.sql, masterSecret: testSecret });

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Sealed {
  target: Buffer;
  secret: Buffer | null;
  previous: Buffer | null;
}
async function sealedOf(id: string) {
  const [row] = await database.sql<Sealed[]>`
    select target_ct as target, secret_ct as secret, previous_secret_ct as previous
    from promoter_guild where id = ${id}`;
  if (!row) throw new Error("no such guild");
  const open = (sealed: Buffer | null) => sealed && openGuildSecret(testSecret, id, sealed);
  return {
    url: openTarget(testSecret, id, row.target),
    secret: open(row.secret),
    previous: open(row.previous),
  };
}

it("mints a webhook's secret once, keeps it over a change and rotates it with an overlap", async () => {
  const hook = { platform: "webhook", guildId: "blog", url: "https://a.example/1" } as const;
  const { id, secret } = await connectGuild(deps(), system, hook);
  expect(secret).toMatch(/^whsec_/);
  const again = await connectGuild(deps(), system, { ...hook, url: "https://a.example/2" });
  expect(again).not.toHaveProperty("secret");
  await changeGuild(deps(), system, { id, platform: "webhook", region: "eu", language: "de" });
  expect(await sealedOf(id)).toEqual({ url: "https://a.example/2", secret, previous: null });
  const { secret: next } = await rotateGuildSecret(deps(), system, { id });
  expect(await sealedOf(id)).toMatchObject({ secret: next, previous: secret });
  const shown = await getPromoterGuild(database.sql, system, { id });
  expect(shown).toMatchObject({ state: "waiting", region: "eu", isSigned: true, channelId: null });
  expect(Date.parse(shown.previousUntil ?? "")).toBeGreaterThan(Date.now());
  expect(JSON.stringify(shown)).not.toContain("a.example");
  const told = await database.sql`select before, after from audit_log`;
  expect(JSON.stringify(told)).not.toMatch(/a\.example|whsec_/);
});

it("changes channel and region, serves what was stopped again, and says what is wrong", async () => {
  const { sql } = database;
  const place = { platform: "discord", guildId: "5001" } as const;
  const { id } = await connectGuild(deps(), system, { ...place, channelId: "10001" });
  await sql`update promoter_guild set enabled = false, registered_at = now(), last_error = 'gone' where id = ${id}`;
  expect(await getPromoterGuild(sql, system, { id })).toMatchObject({ state: "stopped" });
  await changeGuild(deps(), system, { id, platform: "discord", channelId: "10002", region: "us" });
  expect(await getPromoterGuild(sql, system, { id })).toMatchObject({
    state: "waiting",
    channelId: "10002",
    region: "us",
    lastError: null,
  });
  await expect(
    changeGuild(deps(), system, { id, platform: "telegram", channelId: "-7" }),
  ).rejects.toMatchObject({ code: "promo_server_not_found" });
  const { rows, total } = await listPromoterGuilds(sql, system, { q: "5001" });
  expect([rows.map(({ guildId }) => guildId), total]).toEqual([["5001"], 1]);
  await disconnectGuild(deps(), system, place);
  await expect(getPromoterGuild(sql, system, { id })).rejects.toMatchObject({
    code: "promo_server_not_found",
  });
});

it("keeps what the API knows until the promoter has taken it out, unless it is connected again", async () => {
  const { sql } = database;
  const place = { platform: "discord", guildId: "5002" } as const;
  const { id, serverUuid } = await connectGuild(deps(), system, { ...place, channelId: "10001" });
  await sql`update promoter_guild set registered_at = now() where id = ${id}`;
  await disconnectGuild(deps(), system, place);
  expect(await getPromoterGuild(sql, system, { id })).toMatchObject({ state: "leaving" });
  const again = await connectGuild(deps(), system, { ...place, channelId: "10001" });
  expect(again.serverUuid).toBe(serverUuid);
  expect(await getPromoterGuild(sql, system, { id })).toMatchObject({ state: "waiting" });
});
