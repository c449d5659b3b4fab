// The same intake function behind nothing but an HTTP handler: no token, no limits, no Redis.

import { once } from "node:events";
import { createServer } from "node:http";
import { openDatabase } from "#lib/platform/database.ts";
import { createMicroBatch } from "#lib/platform/micro-batch.ts";
import { type IntakePlay, insertPlays } from "#lib/plays/store-intake.ts";

const database = openDatabase(process.env.DATABASE_URL ?? "", { max: 10 });
const intake = createMicroBatch({
  ...{ sizeMax: 256, waitMs: 2, inFlightMax: 2, queueMax: 50_000 },
  full: () => new Error("full"),
  run: (plays: readonly IntakePlay[]) => insertPlays(database.sql, plays),
});
const nothing = { network: undefined, clientTs: undefined, meta: undefined };

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => {
    body += part;
  });
  request.on("end", () => {
    const { playId, gameId } = JSON.parse(body);
    // The load makes ids of its own; any will do for the player.
    intake.push({ playId, gameId, playerId: playId, ...nothing }).then(
      (verdict) => {
        const text = JSON.stringify({ playId, code: verdict.code });
        const headers = { "content-type": "application/json", "content-length": text.length };
        response.writeHead(verdict.code === "ok" ? 202 : 500, headers).end(text);
      },
      () => response.writeHead(500, { "content-length": 0 }).end(),
    );
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
process.send?.({ port: typeof address === "object" ? address?.port : 0 });
