// What a bot of many guilds holds in memory: the list of everything for each of them, or each one's batch.
//   node bot.process.mjs <base> <key> <serverUuid,…>
// Last line: {allHeapMb, batchHeapMb}.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const [base = "", key = "", uuids = ""] = process.argv.slice(2);
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

interface Kept {
  readonly data: { readonly apps?: readonly unknown[]; readonly campaigns?: readonly unknown[] };
}

async function get(path: string): Promise<Kept> {
  const response = await fetch(base + path, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Kept;
}

function heapMb(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Heap that the answers take while all of them are held. */
async function heldBy(paths: readonly string[]): Promise<number> {
  const before = heapMb();
  const kept: Kept[] = [];
  for (const path of paths) kept.push(await get(path));
  const after = heapMb();
  if (kept.length !== paths.length) throw new Error("not all were kept");
  return after - before;
}

const servers = uuids.split(",");
// Code, connections and buffers are there before the first measurement.
await heldBy(["/getAllApps", `/getServerCampaigns?serverUuid=${servers[0]}`]);
const allHeapMb = await heldBy(servers.map(() => "/getAllApps"));
const batchHeapMb = await heldBy(servers.map((id) => `/getServerCampaigns?serverUuid=${id}`));
console.log(JSON.stringify({ allHeapMb, batchHeapMb }));
