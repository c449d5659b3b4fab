import { randomUUID } from "node:crypto";
import { io } from "socket.io-client";
import { expect, it } from "vitest";
import { startTestGateway, tokenFor } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { eventually } from "#lib/testing/stores.ts";

it("ends in order: unready first, sockets told, every play answered, then nobody is let in", async () => {
  const host = await startTestGateway();
  const game = await insertGame(host.database.sql);
  const socket = io(`${host.base}/play`, {
    auth: { token: tokenFor(game) },
    transports: ["websocket"],
    reconnection: false,
  });
  const told: unknown[] = [];
  socket.on("server:restart", (message) => void told.push(message));
  await eventually("the socket is open", async () => socket.connected);

  const plays = Array.from({ length: 50 }, () => ({ playId: randomUUID(), token: tokenFor(game) }));
  const answers = plays.map(({ playId, token }) => host.pull(game, token, playId));
  await eventually("the first plays are in", async () => {
    const [row] = await host.database
      .sql`select last_seq::int as n from game where id = ${game.gameId}`;
    return row?.n > 0;
  });
  const stopping = host.gateway.stop({ linger: true });
  expect((await host.call("/health/ready")).status).toBe(503);
  // Unready is not closed: a balancer that has not noticed yet still gets its answers.
  expect((await host.pull(game, tokenFor(game))).status).toBe(202);
  await stopping;
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(plays.map(() => 202));
  expect(told).toEqual([{ withinMs: 5_000 }]);
  await eventually("the socket is closed", async () => socket.disconnected);
  await expect(host.pull(game, tokenFor(game))).rejects.toThrow();
  await host.stop();
});
