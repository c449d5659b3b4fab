// How long a million codes take from the first byte of the upload to the last coupon in its pool:
//   npm run bench -- import --json [--rows 1000000]
// The upload goes into a process that takes it as web does and does nothing else; worker is the product's own.
// Last line: {rows, seconds, cpuSeconds, rssMb, webMaxBlockMs, ...}. CPU seconds are those of both processes and of
// Postgres: what the work costs however busy the machine is. rssMb is the larger peak of the two processes. A busy
// machine lets any process wait for its turn, so idleMaxBlockMs is the same figure of one that does nothing.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cpuSeconds, peakRssMb, postmasterPid } from "#bench/import/cost.ts";
import {
  freePort,
  type ProductProcess,
  setting,
  startProcess,
} from "#bench/stack/product-process.ts";
import type { ImportState, ImportView } from "#lib/coupons/contract.ts";
import { commitImport } from "#lib/coupons/finish-import.ts";
import { listImports } from "#lib/coupons/list-imports.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { createBrand, createPool } from "#lib/testing/factories.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rows: { type: "string", default: "1000000" },
  },
  allowPositionals: true,
});
const rows = Number(values.rows);
const askedS = 30;
const askedMb = 300;
const askedBlockMs = 50;
const say = (text: string) => process.stderr.write(`${text}\n`);

/** A file as brands send it: a code, a note, a date; built before the clock starts. */
function file(): Buffer {
  let seed = 1;
  const lines = ["code,note,valid until"];
  for (let row = 0; row < rows; row++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const random = seed.toString(36).toUpperCase().padStart(7, "0");
    lines.push(
      `ROAST-${random}-${row.toString(36).toUpperCase().padStart(5, "0")},spring,2027-03-31`,
    );
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

interface Web {
  readonly process: ProductProcess;
  readonly url: string;
}

async function startWeb(): Promise<Web> {
  const port = await freePort();
  const helper = fileURLToPath(new URL("./import/web.process.mjs", import.meta.url));
  const url = `http://127.0.0.1:${port}`;
  const args = [helper, String(port), randomUUID()];
  return { process: await startProcess(args, {}, `${url}/`, []), url };
}

const figuresOf = async ({ url }: Web, path = "/") =>
  (await (await fetch(`${url}${path}`)).json()) as { maxBlockMs: number; p99BlockMs: number };

const databaseUrl = setting("DATABASE_URL");
await migrateDatabase(databaseUrl, "drizzle");
const database = openDatabase(databaseUrl, { max: 3, statementTimeoutMs: 120_000 });
const { sql } = database;
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const brand = await createBrand(sql);
const { id: poolId } = await createPool(sql, brand.id, 0);

const healthPort = await freePort();
const [web, idle] = [await startWeb(), await startWeb()];
const worker = await startProcess(
  ["dist/worker.mjs"],
  { HEALTH_PORT: String(healthPort), FROLIC_ROLES: "coupon-import" },
  `http://127.0.0.1:${healthPort}/health/ready`,
);
const pids = [web.process.pid, worker.pid, await postmasterPid(sql)];
const bytes = file();

const started = performance.now();
const lap = () => (performance.now() - started) / 1_000;
let firstProgressS: number | undefined;

async function until(wanted: ImportState): Promise<ImportView> {
  for (;;) {
    const [row] = await listImports(sql, staff, { poolId });
    if (row && row.rowsTotal > 0) firstProgressS ??= lap();
    if (row?.state === wanted) return row;
    if (row?.state === "failed" || lap() > 600) throw new Error(`import: ${row?.error ?? "slow"}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function upload(): Promise<void> {
  const sent = request(`${web.url}/upload?pool=${poolId}`, { method: "POST" });
  const answered = once(sent, "response");
  for (let at = 0; at < bytes.length; at += 64 * 1024) {
    if (!sent.write(bytes.subarray(at, at + 64 * 1024))) await once(sent, "drain");
  }
  sent.end();
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 200) throw new Error(`upload: ${response.statusCode}`);
}

await figuresOf(web, "/start");
await figuresOf(idle, "/start");
const before = await cpuSeconds(pids);
const [, dry] = await Promise.all([
  upload().then(() => say(`uploaded ${lap().toFixed(1)} s`)),
  until("checked"),
]);
say(`checked ${lap().toFixed(1)} s: ${dry.rowsNew} new, ${dry.rowsRejected} rejected`);
await commitImport({ sql }, staff, { importId: dry.id });
const stored = await until("committed");
const seconds = Math.round(lap() * 10) / 10;
const spent = Math.round(((await cpuSeconds(pids)) - before) * 10) / 10;
say(`stored ${seconds} s, ${spent} s of processors, load ${loadavg()[0]?.toFixed(1)}`);

const blocked = await figuresOf(web);
const waited = await figuresOf(idle);
const rssMb = Math.max(await peakRssMb(web.process.pid), await peakRssMb(worker.pid));
for (const one of [web.process, idle.process, worker]) await one.stop();
await database.close();
if (stored.rowsStored !== rows) throw new Error(`${stored.rowsStored} of ${rows} were stored`);
say(`web ${JSON.stringify(blocked)}, idle ${JSON.stringify(waited)}`);
say(`asked for a million: ${askedS} s, ${askedMb} MB, blocked ${askedBlockMs} ms at most`);
console.log(
  JSON.stringify({
    rows,
    seconds,
    cpuSeconds: spent,
    rssMb,
    webMaxBlockMs: blocked.maxBlockMs,
    webP99BlockMs: blocked.p99BlockMs,
    idleMaxBlockMs: waited.maxBlockMs,
    firstProgressS: Math.round((firstProgressS ?? 0) * 100) / 100,
    cores: availableParallelism(),
  }),
);
