import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { mintLiveTicket } from "#lib/http/shared/live-ticket.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { decideByHand, insertCoupon } from "#lib/testing/fake-decisions.ts";
import { startTestGateway, type TestGateway, tokenFor } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { eventually } from "#lib/testing/stores.ts";

let host: TestGateway;
const open: Socket[] = [];

beforeAll(async () => {
  host = await startTestGateway();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});
afterAll(() => host.stop());

type View = Record<string, unknown>;

function connect(auth: object, extra: object = {}, namespace = "/play"): Socket {
  const options = {
    auth,
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    ...extra,
  };
  const socket = io(`${host.base}${namespace}`, options);
  open.push(socket);
  return socket;
}

function collect<T>(socket: Socket, event: string): T[] {
  const seen: T[] = [];
  socket.on(event, (message: T) => void seen.push(message));
  return seen;
}

const outcome = (socket: Socket) =>
  new Promise<string>((resolve) => {
    socket.once("connect", () => resolve("connected"));
    socket.once("connect_error", (error) => resolve(error.message));
  });

describe("play sockets", () => {
  it("acks a play as the 202 would and pushes the result once, at its time, without a code", async () => {
    const game = await insertGame(host.database.sql, { revealSeconds: 6 });
    const token = tokenFor(game);
    const socket = connect({ token, gameId: game.gameId });
    const results = collect<View>(socket, "result");
    const playId = randomUUID();
    const ack = await socket.timeout(5_000).emitWithAck("play", { playId, gameId: game.gameId });
    const ackedMs = performance.now();
    expect(ack).toMatchObject({ playId, queued: true, revealInMs: 1000, landInMs: 6000 });
    const couponId = await insertCoupon(host.database.sql, game.prizeId);
    await decideByHand(host.database.sql, playId, { prizeId: game.prizeId, couponId });
    await socket.timeout(5_000).emitWithAck("watch", { playIds: [playId] });
    const result = await eventually("the result arrives", async () => results[0]);
    expect(performance.now() - ackedMs).toBeGreaterThan(990);
    expect(result).toEqual((await host.call(`/api/plays/${playId}`, { token })).body);
    expect(result).toMatchObject({ state: "WIN", couponId: String(couponId) });
    expect(JSON.stringify(result)).not.toMatch(/"code/);
    await socket.timeout(5_000).emitWithAck("watch", { playIds: [playId] });
    expect(results).toHaveLength(1);
  });

  it("tells a play taken by POST to whoever of its player watches, and to no stranger", async () => {
    const game = await insertGame(host.database.sql, { revealSeconds: 6 });
    const token = tokenFor(game);
    const playId = randomUUID();
    await host.pull(game, token, playId);
    const [mine, stranger] = [connect({ token }), connect({ token: tokenFor(game) })];
    const heard = collect<View>(mine, "result");
    const overheard = collect<View>(stranger, "result");
    const watch = { playIds: [playId, randomUUID()] };
    expect(await mine.timeout(5_000).emitWithAck("watch", watch)).toEqual({ watching: [playId] });
    expect(await stranger.timeout(5_000).emitWithAck("watch", watch)).toEqual({ watching: [] });
    // Decided late: the retries find it.
    await eventually("the reveal time has passed", async () => {
      const [row] = await host.database.sql`
        select reveal_at < clock_timestamp() - interval '300 ms' as due from play where play_id = ${playId}`;
      return row?.due;
    });
    expect(heard).toHaveLength(0);
    await decideByHand(host.database.sql, playId);
    const result = await eventually("the late result arrives", async () => heard[0]);
    expect(result).toMatchObject({ playId, state: "LOSE" });
    expect(overheard).toHaveLength(0);
  });

  it("answers refusals as problems", async () => {
    const game = await insertGame(host.database.sql, { state: "paused" });
    const socket = connect({ token: tokenFor(game) });
    const refused = await socket
      .timeout(5_000)
      .emitWithAck("play", { playId: randomUUID(), gameId: game.gameId });
    expect(refused).toMatchObject({ status: 409, code: "paused" });
    const invalid = await socket.timeout(5_000).emitWithAck("watch", { playIds: ["x"] });
    expect(invalid).toMatchObject({ status: 422, code: "invalid" });
    const many = Array.from({ length: 51 }, () => randomUUID());
    const tooMany = await socket.timeout(5_000).emitWithAck("watch", { playIds: many });
    expect(tooMany).toMatchObject({ status: 422 });
  });

  it("opens for players from our pages only", async () => {
    const game = await insertGame(host.database.sql);
    const token = tokenFor(game);
    const from = (origin: string) => ({ extraHeaders: { origin } });
    expect(await outcome(connect({ token }, from(host.base)))).toBe("connected");
    expect(await outcome(connect({ token }, from("https://evil.example")))).not.toBe("connected");
    expect(await outcome(connect({}))).toBe("player_token_invalid");
    expect(await outcome(connect({ token: "fp1.m1.x.y" }))).toBe("player_token_invalid");
    const cookie = { extraHeaders: { cookie: `frolic_player=${token}`, origin: host.base } };
    expect(await outcome(connect({}, cookie))).toBe("connected");
    const polling = { transports: ["polling"], ...from("https://evil.example") };
    expect(await outcome(connect({ token }, polling))).not.toBe("connected");
  });

  it("cuts off a socket that floods or sends a huge message", async () => {
    const game = await insertGame(host.database.sql);
    const flood = connect({ token: tokenFor(game) });
    await outcome(flood);
    for (let n = 0; n < 200; n++) flood.emit("watch", { playIds: [] });
    await eventually("the flood ends", async () => flood.disconnected);
    const huge = connect({ token: tokenFor(game) });
    await outcome(huge);
    huge.emit("watch", { playIds: ["x".repeat(1 << 20)] });
    await eventually("the huge message ends its socket", async () => huge.disconnected);
  });

  it("tells the room of a game what is left", async () => {
    const game = await insertGame(host.database.sql, { quantity: 9 });
    const socket = connect({ token: tokenFor(game), gameId: game.gameId });
    const updates = collect<View>(socket, "game:update");
    const first = await eventually("an update arrives", async () => updates[0]);
    expect(first).toEqual({ gameId: game.gameId, left: 9, opensAt: null, state: "live" });
    await host.database.sql`update game set state = 'paused' where id = ${game.gameId}`;
    const paused = await eventually("the pause arrives", async () => updates[1]);
    expect(paused.state).toBe("paused");
  });
});

describe("live sockets of staff", () => {
  async function signIn(): Promise<{ sessionId: string; userId: string }> {
    const { sql } = host.database;
    const [user] = await sql`
      insert into "user" (name, email) values ('S', ${`${randomUUID()}@example.com`}) returning id`;
    const [session] = await sql`
      insert into session (token, user_id, expires_at)
      values (${randomUUID()}, ${user?.id}, now() + interval '1 hour') returning id`;
    return { sessionId: session?.id, userId: user?.id };
  }

  it("relays the ids of decided plays to the campaign's room only", async () => {
    const staff = await signIn();
    const [campaignId, other] = [randomUUID(), randomUUID()];
    const ticket = mintLiveTicket(testSecret, { ...staff, rooms: [campaignId] }, Date.now());
    const socket = connect({ ticket }, {}, "/live");
    expect(await outcome(socket)).toBe("connected");
    const draws = collect<View>(socket, "draws");
    const publisher = new Redis(host.redis.url);
    const message = { gameId: randomUUID(), playIds: [randomUUID()] };
    await eventually("the draw arrives", async () => {
      await publisher.publish(`live:${other}`, JSON.stringify({ ...message, playIds: [] }));
      await publisher.publish(`live:${campaignId}`, JSON.stringify(message));
      return draws.length > 0;
    });
    expect(draws[0]).toEqual(message);
    expect(draws.every((draw) => (draw.playIds as string[]).length === 1)).toBe(true);
    await publisher.quit();
  });

  it("refuses forged tickets and is dead within seconds of the session", async () => {
    const staff = await signIn();
    const rooms = [randomUUID()];
    const forged = mintLiveTicket(`${testSecret}x`, { ...staff, rooms }, Date.now());
    expect(await outcome(connect({ ticket: forged }, {}, "/live"))).toBe("unauthenticated");
    expect(await outcome(connect({}, {}, "/live"))).toBe("unauthenticated");
    const ticket = mintLiveTicket(testSecret, { ...staff, rooms }, Date.now());
    const socket = connect({ ticket }, {}, "/live");
    expect(await outcome(socket)).toBe("connected");
    await host.database.sql`delete from session where id = ${staff.sessionId}`;
    await eventually("the socket is closed", async () => socket.disconnected, 8_000);
    expect(await outcome(connect({ ticket }, {}, "/live"))).toBe("unauthenticated");
  });
});
