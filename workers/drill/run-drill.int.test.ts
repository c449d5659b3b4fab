import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertCampaign } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { noteEnd } from "#lib/rehearsal/drill-run.ts";
import { cancelDrill, orderDrill, readDrills } from "#lib/rehearsal/drills.ts";
import { endRehearsal } from "#lib/rehearsal/run-rehearsal.ts";
import { type StartedRehearsal, startRehearsal } from "#lib/rehearsal/start-rehearsal.ts";
import { beatDrill, claimDrill, findStagedGame } from "#lib/rehearsal/store-drill.ts";
import { createBrand, createPool, prizeDoc } from "#lib/testing/factories.ts";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { startWorker, type TestWorker, testSecret } from "#lib/testing/ledger-fixtures.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { runDrill } from "#workers/drill/run-drill.ts";
import { figuresOf, startStorm } from "#workers/drill/storm.ts";

const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
let host: TestGateway;
let worker: TestWorker;
let campaignId: string;
let rehearsal: StartedRehearsal;

beforeAll(async () => {
  host = await startTestGateway({ FROLIC_SECRET: testSecret });
  worker = await startWorker(host.database.url, host.redis.url, { isSweeping: true });
  const { sql } = host.database;
  const brand = await createBrand(sql);
  const pool = await createPool(sql, brand.id, 40, { secret: testSecret });
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
  const window = { startsAt: hours(24), endsAt: hours(30) };
  const gameId = randomUUID();
  const limits = { playsPerPlayer: 1, playsPerDay: false, winsPerPlayer: 1, expectedPlays: 50 };
  const texts = { subtitle: "", winText: "", loseText: "" };
  campaignId = await insertCampaign(sql, {
    ownerId: null,
    demo: false,
    doc: {
      ...{ name: "Drill", slug: "drill", timeZone: "UTC", hallMode: false, ...window },
      games: [
        {
          ...{ id: gameId, name: "Reel", slug: "reel", revealSeconds: 6, ...window, ...limits },
          whoMayPlay: "anonymous",
          prizes: [prizeDoc({ brandId: brand.id, poolId: pool.id, quantity: 40 })],
        },
      ],
      look: { enamel: "#B9290F", bulb: "#FFC02E", title: "Drill", ...texts },
      rules: {
        ...{ minimumAge: 0, consentText: "", officialRules: "R", oddsLine: "", embedDomains: [] },
      },
    },
  });
  const unused = () => Promise.reject(new Error("no rehearsal asks for this"));
  const plays = { openGame, pauseGame: unused, resumeGame: unused, revisePlan: unused };
  const deps = { sql, masterSecret: testSecret, plays };
  rehearsal = await startRehearsal(deps, staff, { campaignId, gameId, minutes: 10 });
});
afterAll(async () => {
  await worker.stop();
  await host.stop();
});

it("storms the rehearsal over HTTP and sockets, and reports what the ledger says", async () => {
  const { sql } = host.database;
  const { drillId } = await orderDrill({ sql }, staff, { campaignId, players: 50 });
  await expect(orderDrill({ sql }, staff, { campaignId, players: 5 })).rejects.toMatchObject({
    code: "drill_running",
  });
  expect(await claimDrill(sql)).toBe(drillId);
  expect(await claimDrill(sql)).toBeUndefined();
  const game = await findStagedGame(sql, rehearsal.gameId);
  if (!game) throw new Error("no rehearsal");
  const beats: number[] = [];
  const end = await runDrill(
    { database: host.database, masterSecret: testSecret },
    {
      ...{ game, players: 50, url: host.base },
      beat: async (progress) => {
        beats.push(progress.accepted);
        return await beatDrill(sql, drillId, progress);
      },
    },
  );
  const { report } = end;
  if (!report) throw new Error("no report");
  await noteEnd(sql, drillId, end);
  expect(end.wasCancelled).toBe(false);
  expect(report).toMatchObject({
    ...{ players: 50, accepted: 50, refused: 0, failed: 0, decided: 50, delivered: 50 },
    ...{ lost: 0, doubled: 0, verdict: "verified" },
  });
  // With so few players every one has a socket.
  expect(report.deliveredBySocket).toBe(50);
  expect(report.wins).toBeGreaterThan(0);
  expect(report.acceptedPerS).toBeGreaterThan(1);
  expect(beats.at(-1)).toBe(50);
  const [shown] = await readDrills(sql, staff, { campaignId });
  expect(shown).toMatchObject({ id: drillId, state: "done", report: { accepted: 50 } });
});

it("waits by the long poll where there is no socket", async () => {
  const game = await findStagedGame(host.database.sql, rehearsal.gameId);
  if (!game) throw new Error("no rehearsal");
  const stop = new AbortController();
  const { createPlayerTokens } = await import("#lib/identity/player-token.ts");
  const tokens = createPlayerTokens(testSecret, Date.now);
  const { openFront } = await import("#workers/drill/front.ts");
  const { playOnce } = await import("#workers/drill/virtual-player.ts");
  const front = openFront(host.base);
  const story = await playOnce({
    ...{ front, gameId: game.gameId, usesSocket: false, patienceMs: 20_000, signal: stop.signal },
    token: tokens.mint(game.campaignId, randomUUID()).token,
    onAccepted: () => undefined,
    onDelivered: () => undefined,
  });
  front.close();
  expect(story).toMatchObject({ fate: "accepted", delivered: true, bySocket: false });
});

it("keeps to Retry-After and counts who was turned away", async () => {
  const asked: number[] = [];
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      asked.push(performance.now());
      if (asked.length === 1) {
        response.writeHead(429, { "retry-after": "1" }).end("{}");
        return;
      }
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        const at = new Date().toISOString();
        const times = { acceptedAt: at, revealAt: at, revealInMs: 0, landInMs: 10, queued: true };
        response.writeHead(202).end(JSON.stringify({ playId: JSON.parse(body).playId, ...times }));
      });
      return;
    }
    response.writeHead(200).end(JSON.stringify({ state: "LOSE" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { openFront } = await import("#workers/drill/front.ts");
  const { playOnce } = await import("#workers/drill/virtual-player.ts");
  const front = openFront(`http://127.0.0.1:${port}`);
  const story = await playOnce({
    ...{ front, gameId: randomUUID(), token: "t", usesSocket: false, patienceMs: 5_000 },
    ...{ signal: new AbortController().signal },
    onAccepted: () => undefined,
    onDelivered: () => undefined,
  });
  front.close();
  server.close();
  expect(story).toMatchObject({ fate: "accepted", tooMany: 1, honoured: true, delivered: true });
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(995);
  expect(figuresOf([story], 0)).toMatchObject({ tooMany: 1, retryAfterHonoured: 1 });
});

it("is run by one of all that ask at once", async () => {
  const { sql } = host.database;
  // Orders of other campaigns: one campaign has no two.
  const orders = Array.from({ length: 4 }, () => insertGame(sql));
  for (const { campaignId: other, gameId } of await Promise.all(orders)) {
    await sql`insert into drill (campaign_id, game_id, players) values (${other}, ${gameId}, 1)`;
  }
  for (let round = 0; round < 10; round++) {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimDrill(sql)));
    expect(claims.filter((id) => id !== undefined)).toHaveLength(1);
    await sql`update drill set state = 'queued' where state = 'running'`;
  }
  await sql`delete from drill where state = 'queued'`;
});

it("ends when it is asked to, and storms no real game", async () => {
  const { sql } = host.database;
  const real = await insertGame(sql);
  expect(await findStagedGame(sql, real.gameId)).toBeUndefined();
  const { drillId } = await orderDrill({ sql }, staff, { campaignId, players: 10 });
  await cancelDrill({ sql }, staff, { drillId });
  expect(await claimDrill(sql)).toBeUndefined();
  const stop = new AbortController();
  const storm = startStorm({
    ...{ url: host.base, gameId: rehearsal.gameId, players: 40, signal: stop.signal },
    tokenOf: () => "no token",
  });
  stop.abort();
  expect((await storm.stories).every(({ fate }) => fate !== "accepted")).toBe(true);
});

it("says that its plays were wiped, and not that they were lost, when the rehearsal ends first", async () => {
  const { sql } = host.database;
  const { drillId } = await orderDrill({ sql }, staff, { campaignId, players: 30 });
  expect(await claimDrill(sql)).toBe(drillId);
  const game = await findStagedGame(sql, rehearsal.gameId);
  if (!game) throw new Error("no rehearsal");
  let isEnding = false;
  const end = await runDrill(
    { database: host.database, masterSecret: testSecret },
    {
      ...{ game, players: 30, url: host.base },
      beat: async (progress) => {
        if (progress.accepted > 0 && !isEnding) {
          isEnding = true;
          await endRehearsal({ sql }, staff, { campaignId });
        }
        return await beatDrill(sql, drillId, progress);
      },
    },
  );
  expect(end).toEqual({ report: undefined, wasCancelled: true });
  await noteEnd(sql, drillId, end);
  const [shown] = await readDrills(sql, staff, { campaignId });
  expect(shown).toMatchObject({ id: drillId, state: "cancelled", report: null });
  expect(shown?.error).toContain("wiped");
});
