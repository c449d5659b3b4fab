// `npm run bench -- transfer --json`: what 50 promo servers fetch of 1,000 promotions, as the list of everything and as
// batches, over HTTP from the product as it runs, and the heap of a bot that keeps either. The reduction of campaign
// objects is 1 − mean batch / all; that of bytes is measured. Last line: {promotions, servers, formula, scenarios}.

import { randomUUID } from "node:crypto";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { freePort, runHelper, setting, startProcess } from "#bench/stack/product-process.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openDatabase, type Sql } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import type { Tier } from "#lib/promotions/contract.ts";
import { setPostingRules } from "#lib/promotions/network-settings.ts";
import { createBotOwner, registration } from "#lib/testing/bot-fixture.ts";

const promotions = 1_000;
const servers = 50;
const bot = fileURLToPath(new URL("./transfer/bot.process.mjs", import.meta.url));

interface Booked {
  readonly tier: Tier;
  readonly servers: number;
}

interface Scenario {
  readonly name: string;
  readonly batchMax: number;
  readonly booked: (index: number) => Booked;
}

const one = () => ({ tier: "budget", servers: 1 }) as const;

const scenarios: readonly Scenario[] = [
  // The roadmap counts with 15 a promo server, which is room for 750 of 1,000 promotions.
  { name: "batches of 15 at most, 250 promotions without a place", batchMax: 15, booked: one },
  { name: "every promotion on one promo server", batchMax: 50, booked: one },
  {
    name: "tiers mixed, batches full",
    batchMax: 50,
    booked: (index) => {
      if (index % 10 === 0) return { tier: "premium", servers: 10 + (index % 11) };
      if (index % 10 < 6) return { tier: "standard", servers: 3 + (index % 3) };
      return { tier: "budget", servers: 1 + (index % 2) };
    },
  },
];

const words = (count: number) => "Auto-battler with idle progression. ".repeat(count).trim();

async function book(sql: Sql, { booked }: Scenario): Promise<void> {
  await sql`update promotion set state = 'ended' where state = 'live'`;
  const rows = Array.from({ length: promotions }, (_, index) => ({
    id: randomUUID(),
    key: `cmp_app_${index}_${randomUUID().slice(0, 4)}`,
    ...booked(index),
  }));
  await sql`
    insert into promotion (id, app_id, app_name, wire_key, short_description, long_description,
      image_url, cta_url, tier, servers, starts_at, ends_at, state)
    select id, 'app-' || n, 'Heroes of ' || n, key, ${words(3)}, ${words(16)},
      'https://cdn.example.com/' || key || '.png', 'https://example.com/' || key,
      tier::promotion_tier, servers, now() - interval '1 day', now() + interval '30 days', 'live'
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ key }) => key)}::text[],
      ${rows.map(({ tier }) => tier)}::text[], ${rows.map((row) => row.servers)}::int[])
      with ordinality as row (id, key, tier, servers, n)`;
  await sql`
    insert into promotion_variant (promotion_id, position, key, message_template)
    select id, 0, 'a', ${`Introducing <app_name>! ${words(5)}`} from promotion where state = 'live'`;
}

interface Fetched {
  readonly objects: number;
  readonly bytes: number;
  readonly gzipBytes: number;
}

function bodyBytes(url: string, key: string, encoding: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, "accept-encoding": encoding };
    http
      .get(url, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          if (response.statusCode === 200) resolve(Buffer.concat(chunks));
          else reject(new Error(`${url}: ${response.statusCode}`));
        });
      })
      .once("error", reject);
  });
}

async function fetched(url: string, key: string): Promise<Fetched> {
  const plain = await bodyBytes(url, key, "identity");
  const packed = await bodyBytes(url, key, "gzip");
  const { data } = JSON.parse(plain.toString());
  return {
    objects: (data.apps ?? data.campaigns).length,
    bytes: plain.length,
    gzipBytes: packed.length,
  };
}

const sum = (list: readonly Fetched[]): Fetched =>
  list.reduce((total, each) => ({
    objects: total.objects + each.objects,
    bytes: total.bytes + each.bytes,
    gzipBytes: total.gzipBytes + each.gzipBytes,
  }));

const round = (value: number, digits: number) => Number(value.toFixed(digits));
const percent = (part: number, whole: number) => round(100 * (1 - part / whole), 2);

async function measure(base: string, key: string, uuids: readonly string[], name: string) {
  const allUrl = `${base}/getAllApps`;
  const batches: Fetched[] = [];
  const lists: Fetched[] = [];
  for (const uuid of uuids) {
    lists.push(await fetched(allUrl, key));
    batches.push(await fetched(`${base}/getServerCampaigns?serverUuid=${uuid}`, key));
  }
  const [all, batch] = [sum(lists), sum(batches)];
  const heap = (await runHelper(bot, [base, key, uuids.join(",")])) as {
    readonly allHeapMb: number;
    readonly batchHeapMb: number;
  };
  const meanBatch = batch.objects / uuids.length;
  return {
    name,
    meanBatch,
    all,
    batch,
    objectReductionPercent: percent(meanBatch, promotions),
    byteReductionPercent: percent(batch.bytes, all.bytes),
    gzipReductionPercent: percent(batch.gzipBytes, all.gzipBytes),
    allHeapMb: round(heap.allHeapMb, 2),
    batchHeapMb: round(heap.batchHeapMb, 2),
    heapReductionPercent: percent(heap.batchHeapMb, heap.allHeapMb),
  };
}

async function send(base: string, key: string, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const reply = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
}

const databaseUrl = setting("DATABASE_URL");
await migrateDatabase(databaseUrl, "drizzle");
const database = openDatabase(databaseUrl, { max: 2 });
const [webPort, gatewayPort] = [await freePort(), await freePort()];
const base = `http://127.0.0.1:${gatewayPort}`;
const env = {
  BASE_URL: base,
  HOST: "127.0.0.1",
  PORT: String(gatewayPort),
  WEB_URL: `http://127.0.0.1:${webPort}`,
};
const next = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(webPort)];
const web = await startProcess(next, env, `${env.WEB_URL}/health/ready`);
const gateway = await startProcess(["dist/gateway.mjs"], env, `${base}/health/ready`);
const { key } = await createBotOwner(database.sql, ["bot", "admin"]);
const bodies = Array.from({ length: servers }, (_, index) =>
  registration(`guild-${index}`, { userCount: 20 * (index + 1) }),
);
for (const body of bodies) await send(base, key, "/registerServer", body);
const staff: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
const results = [];
for (const scenario of scenarios) {
  await setPostingRules({ sql: database.sql }, staff, { batchMax: scenario.batchMax });
  await book(database.sql, scenario);
  await send(base, key, "/reallocateCampaigns", {});
  const uuids = bodies.map(({ serverUuid }) => serverUuid);
  // The list of everything is compared with the tables once a second.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const result = await measure(base, key, uuids, scenario.name);
  console.error(JSON.stringify(result));
  results.push(result);
}
await gateway.stop();
await web.stop();
await database.close();
const formula = "1 - mean batch / all promotions";
console.log(JSON.stringify({ promotions, servers, formula, scenarios: results }));
