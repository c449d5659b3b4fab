// Takes uploads as the web process does, and measures how long its event loop is ever held. Beside it, a second one
// that takes none shows what the machine alone does to a process.

import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { uploadImport } from "#lib/coupons/upload-import.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openDatabase } from "#lib/platform/database.ts";

const [, , port = "0", userId = ""] = process.argv;
const { DATABASE_URL = "", FROLIC_SECRET: masterSecret = "" } = process.env;
const database = openDatabase(DATABASE_URL, { max: 4 });
const actor: Actor = { kind: "user", userId, role: "marketer", brandId: null };
const resolutionMs = 5;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/start") delay.enable();
  if (url.pathname === "/upload") {
    const poolId = url.searchParams.get("pool") ?? "";
    const deps = { sql: database.sql, masterSecret };
    const upload = { poolId, fileName: "codes.csv", bytesTotal: 0, body: request };
    response.end(JSON.stringify(await uploadImport(deps, actor, upload)));
    return;
  }
  const blocked = (ns: number) => Math.max(0, Math.round(ns / 1e5 - resolutionMs * 10) / 10);
  response.end(
    JSON.stringify({ maxBlockMs: blocked(delay.max), p99BlockMs: blocked(delay.percentile(99)) }),
  );
});
server.listen(Number(port), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
