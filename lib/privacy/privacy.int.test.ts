import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptSetup } from "#lib/identity/accept-setup.ts";
import { sealPending, verifyAuditChain } from "#lib/identity/audit-chain.ts";
import { setDisabled } from "#lib/identity/manage-users.ts";
import { inviteUser } from "#lib/identity/setup-token.ts";
import { signIn } from "#lib/identity/sign-in.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { closeDueGames } from "#lib/plays/close-game.ts";
import { revealDueSeeds } from "#lib/plays/reveal-seed.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { erasePerson, exportPerson, findPersonByEmail } from "#lib/privacy/person.ts";
import { erasePlayer, exportPlayer, findPlayerByPlay } from "#lib/privacy/player.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  type PlayableGame,
  startWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

let redis: TestRedis;
let runtime: TestRuntime;
let database: TestDatabase;
let admin: { kind: "user"; userId: string; role: "admin"; brandId: null };
const deps = () => ({ sql: database.sql });

beforeAll(async () => {
  redis = await startTestRedis();
  runtime = await createTestRuntime({ REDIS_URL: redis.url, FROLIC_SECRET: testSecret });
  database = runtime.test;
  const userId = await insertPerson("Adele Admin", "adele@example.com", "admin");
  admin = { kind: "user", userId, role: "admin", brandId: null };
});
afterAll(async () => {
  await runtime.close();
  await redis.stop();
});

async function insertPerson(name: string, email: string, role: string): Promise<string> {
  const [row] = await database.sql<{ id: string }[]>`
    insert into "user" (name, email, role) values (${name}, ${email}, ${role}) returning id`;
  return row?.id ?? "";
}

/** Names of the tables that hold a text, whatever its case. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await database.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const hex = Buffer.from(text).toString("hex");
    const [row] = await database.sql.unsafe(
      `select 1 from "${name}" t where t::text ilike $1 or t::text ilike $2 limit 1`,
      [`%${text}%`, `%${hex}%`],
    );
    if (row) found.push(name);
  }
  return found;
}

/** Keys and values of Redis that hold a text. */
async function redisWith(text: string): Promise<string[]> {
  const names = await runtime.redis.keys("*");
  const held = await Promise.all(
    names.map(async (name) => {
      const dump = await runtime.redis.dumpBuffer(name);
      return `${name} ${dump?.toString("latin1") ?? ""}`;
    }),
  );
  return names.filter((_, at) => held[at]?.toLowerCase().includes(text.toLowerCase()));
}

async function auditHolds(): Promise<void> {
  const { sql } = database;
  await eventually("everything is sealed", async () => {
    await sealPending(sql);
    const [row] = await sql`select count(*)::int as open from audit_log where hash is null`;
    return row?.open === 0;
  });
  expect(await verifyAuditChain(sql, "audit_log")).toMatchObject({ ok: true });
}

/** A person with something in every place that keeps something of people. */
async function knownPerson(): Promise<string> {
  const { sql } = database;
  const email = "zora.canary@example.com";
  const invitation = { email: email.toUpperCase(), role: "marketer", brandId: null } as const;
  const token = await inviteUser(sql, testSecret, admin, invitation, "req");
  const form = { token, name: "Zora Canary", email, password: "a long password", timeZone: "UTC" };
  const { userId } = await acceptSetup(sql, testSecret, form, "req");
  const entry = { email, address: "203.0.113.77", cookies: new Map(), requestId: "req" };
  await signIn(runtime, { ...entry, password: form.password });
  await expect(signIn(runtime, { ...entry, password: "a wrong one" })).rejects.toThrow();
  await sql`
    insert into session (token, user_id, expires_at, ip_address, user_agent)
    values ('a hash of a token', ${userId}, now() + interval '1 hour', '203.0.113.77', 'CanaryBrowser/1')`;
  await sql`
    insert into two_factor (secret, backup_codes, user_id) values ('a sealed secret', 'sealed codes', ${userId})`;
  await sql`
    insert into verification (identifier, value, expires_at) values ('a hash', ${`${userId}!x`}, now())`;
  await sql`
    insert into api_key (id, name, owner_id, scopes, secret_hash)
    values ('k_1', 'Zora Canary''s bot', ${userId}, '{bot}', '\\x01')`;
  const actor = { kind: "user", userId, role: "marketer", brandId: null } as const;
  const subject = { subjectKind: "campaign", subjectId: randomUUID() };
  await writeAudit(sql, { actor, action: "campaign.published", ...subject });
  await sql`
    insert into coupon_access (coupon_id, actor_kind, actor_id, purpose) values (5, 'user', ${userId}, 'staff')`;
  return userId;
}

describe("a person of staff", () => {
  it("is exported whole and without secrets, then erased from every table, and the audit chain holds", async () => {
    const userId = await knownPerson();
    expect(await findPersonByEmail(deps(), admin, { email: "Zora.Canary@example.com" })).toBe(
      userId,
    );
    const held = await exportPerson(deps(), admin, { userId });
    expect(held).toMatchObject({
      person: { name: "Zora Canary", email: "zora.canary@example.com", role: "marketer" },
      sessions: [{}, { ip_address: "203.0.113.77", user_agent: "CanaryBrowser/1" }],
      secondFactor: [{ verified: true }],
      apiKeys: [{ id: "k_1", name: "Zora Canary's bot" }],
      invitations: [{ purpose: "invite", role: "marketer" }],
      acts: ["joined", "signed_in"]
        .map((did) => ({ action: `user.${did}` }))
        .concat([{ action: "campaign.published" }]),
      codesSeen: [{ coupon_id: "5", purpose: "staff" }],
    });
    expect(JSON.stringify(held)).not.toMatch(/hash of|sealed secret|sealed codes/);
    // The search has teeth: it finds each of them before.
    expect(await tablesWith("zora.canary@")).toEqual(["setup_token", "user"]);
    expect(await tablesWith("Zora Canary")).toEqual(["api_key", "user"]);

    await auditHolds();
    const [before] = await database.sql`select count(*)::int as n from audit_log`;
    await erasePerson(deps(), admin, { userId });
    await erasePerson(deps(), admin, { userId });
    for (const text of ["zora", "canary", "203.0.113.77", "hash of a", "sealed secret"]) {
      expect([text, await tablesWith(text), await redisWith(text)]).toEqual([text, [], []]);
    }
    // Redis was searched where there was something to find: the counts of the sign-ins, and a word put there.
    expect(await redisWith("rl:login")).not.toEqual([]);
    await runtime.redis.set("probe", "ZORA");
    expect(await redisWith("zora")).toEqual(["probe"]);
    await auditHolds();
    const [after] = await database.sql`select count(*)::int as n from audit_log`;
    expect(after?.n).toBe(before?.n + 1);
    const [row] = await database.sql`
      select name, email, disabled_at is not null as disabled, erased_at is not null as erased from "user"
      where id = ${userId}`;
    const email = `${userId}@erased.invalid`;
    expect(row).toEqual({ name: "Erased person", email, disabled: true, erased: true });
    const [key] = await database.sql`select revoked_at is not null as revoked from api_key`;
    expect(key?.revoked).toBe(true);
  });

  it("stays erased, may be invited again, and the last admin is not erased", async () => {
    const { sql } = database;
    const userId = await insertPerson("Otto", "otto@example.com", "marketer");
    await erasePerson(deps(), admin, { userId });
    await expect(setDisabled(sql, admin, { userId, disabled: false }, "req")).rejects.toMatchObject(
      {
        code: "user_erased",
      },
    );
    const again = { email: "otto@example.com", role: "marketer", brandId: null } as const;
    await inviteUser(sql, testSecret, admin, again, "req");
    await expect(erasePerson(deps(), admin, { userId: admin.userId })).rejects.toMatchObject({
      code: "last_admin",
    });
    for (const act of [erasePerson, exportPerson]) {
      await expect(act(deps(), admin, { userId: randomUUID() })).rejects.toMatchObject({
        code: "user_not_found",
      });
    }
  });
});

/** What a player's plays say beside the game's own facts. */
async function mark(game: PlayableGame, playerId: string): Promise<void> {
  await database.sql`
    update play set network = '\\xca4a41', client_ts = now(), meta = '{"nick": "CanaryPlayer"}'
    where game_id = ${game.gameId} and player_id = ${playerId}`;
}

async function endAndReveal(game: PlayableGame): Promise<void> {
  const { sql } = database;
  await sql`update game set ends_at = clock_timestamp(), state = 'ended' where id = ${game.gameId}`;
  const deps = {
    ...{ database, masterSecret: testSecret, witness: undefined },
    logger: createLogger("test", "silent"),
  };
  await eventually("the seed is public", async () => {
    await closeDueGames(deps);
    await revealDueSeeds(deps);
    const [row] = await sql`select 1 from revealed_seed where game_id = ${game.gameId}`;
    return row !== undefined;
  });
}

describe("a player", () => {
  it("is exported whole, then cleared in games that are over; ledger and chain verify as before", async () => {
    const { sql } = database;
    const worker = await startWorker(database.url, redis.url);
    const over = await createPlayableGame(sql, { startsInS: -1800, endsInS: 1800 });
    const open = await createPlayableGame(sql);
    await sql`update game set reveal_seconds = 6 where id = ${over.gameId}`;
    const [playerId = "", other = ""] = [randomUUID(), randomUUID()];
    const ids = await acceptPlays(sql, over, 12, [playerId, other]);
    await feedPlays(redis.url, over, ids);
    await feedPlays(redis.url, open, await acceptPlays(sql, open, 2, [playerId]));
    await untilDecided(database, [over, open]);
    await worker.stop();
    for (const game of [over, open]) await mark(game, playerId);
    await mark(over, other);
    await bringPlayer(playerId, over);
    await endAndReveal(over);
    const verdict = await verifyLedger(sql, testSecret, over.gameId);
    expect(verdict).toMatchObject({ ok: true });
    const counts = await countsOf(over);

    expect(await findPlayerByPlay(deps(), admin, { playId: ids[0] ?? "" })).toBe(playerId);
    const held = await exportPlayer(deps(), admin, { playerId });
    expect(held.plays).toHaveLength(8);
    expect(held.plays[0]).toMatchObject({ meta: { nick: "CanaryPlayer" }, network_hash: "ca4a41" });
    expect(held.counts).toHaveLength(2);
    expect(held.broughtBy).toHaveLength(1);
    const wins = held.plays.filter(({ outcome }) => outcome === "WIN");
    expect(held.coupons).toHaveLength(wins.length + held.secondChances.length);
    expect(JSON.stringify(held)).not.toContain(other);

    expect(await erasePlayer(deps(), admin, { playerId })).toEqual({
      ...{ playerId, plays: 6, later: 2, links: 1 },
    });
    const left = await sql<{ gameId: string; playerId: string; n: number }[]>`
      select game_id as "gameId", player_id as "playerId", count(*)::int as n from play
      where meta is not null or network is not null or client_ts is not null group by 1, 2`;
    // The control: the other player and the game that runs keep theirs.
    expect(left).toHaveLength(2);
    expect(left).toEqual(
      expect.arrayContaining([
        { gameId: over.gameId, playerId: other, n: 6 },
        { gameId: open.gameId, playerId, n: 2 },
      ]),
    );
    expect((await exportPlayer(deps(), admin, { playerId })).broughtBy).toEqual([]);
    expect(await verifyLedger(sql, testSecret, over.gameId)).toEqual(verdict);
    expect(await countsOf(over)).toEqual(counts);
    await auditHolds();
  });

  it("of whom nothing is held is not found", async () => {
    const playerId = randomUUID();
    for (const act of [exportPlayer, erasePlayer]) {
      await expect(act(deps(), admin, { playerId })).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

/** As if a promotion had brought the player. */
async function bringPlayer(playerId: string, game: PlayableGame): Promise<void> {
  const { sql } = database;
  await sql.begin(async (tx) => {
    // No more of a promotion is needed than that its id stands there.
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into promotion_player (player_id, campaign_id, promotion_id, variant_id)
      values (${playerId}, ${game.campaignId}, ${randomUUID()}, ${randomUUID()})`;
  });
}

async function countsOf(game: PlayableGame) {
  const [row] = await database.sql`
    select (select count(*)::int from play where game_id = ${game.gameId}) as plays,
      (select count(*)::int from play_result where game_id = ${game.gameId}) as results,
      (select sum(plays)::int from player_game where game_id = ${game.gameId}) as counted,
      (select count(*)::int from coupon where state in ('RESERVED', 'ISSUED')) as coupons`;
  return row;
}
