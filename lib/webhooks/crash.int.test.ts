// Senders that die at any point, and several of them at once; beside them the two naive ways of doing it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { testSecret } from "#lib/testing/factories.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import {
  addEndpoint,
  deliveryOf,
  letTimePass,
  sendNow,
  tellFact,
  testSender,
} from "#lib/testing/webhook-fixtures.ts";
import { startReceiver, type WebhookReceiver } from "#lib/testing/webhook-receiver.ts";
import { bundle } from "../../scripts/build.mjs";

let database: TestDatabase;
let redis: TestRedis;
let worker: Database;
let receiver: WebhookReceiver;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frolic-webhooks-"));
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  worker = openDatabase(database.urlAs("worker"), { max: 6 });
  await bundle([resolve("workers/worker.ts")], folder);
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});
afterAll(async () => {
  await worker.close();
  await redis.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  receiver = await startReceiver();
  await database.sql`delete from webhook_endpoint`;
  await database.sql`delete from outbox_event`;
  await addEndpoint(database.sql, receiver.url);
});
afterEach(() => receiver.close());

const tellMany = async (count: number) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await tellFact(database.sql));
  return ids;
};

/** With a worker's rights and no more. */
const sender = (given: Parameters<typeof testSender>[1] = {}) => testSender(worker.sql, given);

describe("a sender that dies", () => {
  it.each(["taken", "answered"] as const)("once it has %s leaves the delivery due", async (at) => {
    const id = await tellFact(database.sql);
    const die = async (point: string) => {
      if (point === at) throw new Error("killed");
    };
    await sendNow(sender({ checkpoint: die }));
    expect(receiver.ids()).toHaveLength(at === "taken" ? 0 : 1);
    // Nobody takes it before the lease has lapsed.
    const next = sender();
    await sendNow(next);
    expect(receiver.ids()).toHaveLength(at === "taken" ? 0 : 1);
    expect(await deliveryOf(database.sql, id)).toMatchObject({ state: "PENDING", attempts: 0 });
    await letTimePass(database.sql);
    await sendNow(next);
    expect(await deliveryOf(database.sql, id)).toMatchObject({ state: "DELIVERED", attempts: 1 });
    expect(new Set(receiver.ids())).toEqual(new Set([id]));
  });

  it("late and not dead changes nothing of what the next one wrote", async () => {
    const id = await tellFact(database.sql);
    let wake = () => undefined as undefined;
    const asleep = new Promise<void>((done) => {
      wake = () => void done();
    });
    receiver.answer((response) => response.writeHead(500).end());
    const frozen = sender({
      checkpoint: async (point) => (point === "answered" ? asleep : undefined),
    });
    await frozen.round();
    await eventually("it has sent", async () => receiver.received.length === 1);
    receiver.answer((response) => response.writeHead(200).end());
    await letTimePass(database.sql);
    await sendNow(sender());
    wake();
    await frozen.idle();
    expect(await deliveryOf(database.sql, id)).toMatchObject({ state: "DELIVERED", attempts: 1 });
    // Both are on record.
    const tries = await database.sql`select status from webhook_attempt order by id`;
    expect(tries.map(({ status }) => status)).toEqual([200, 500]);
  });

  it("by kill -9 at any moment loses nothing and renames nothing", async () => {
    const told = await tellMany(60);
    receiver.answer((response) => void setTimeout(() => response.writeHead(200).end(), 30));
    const children: ChildProcess[] = [];
    let kills = 0;
    while (kills < 5) {
      const child = startWorker();
      children.push(child);
      const seen = receiver.received.length;
      await eventually("it works", async () => receiver.received.length > seen);
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      kills += 1;
      await letTimePass(database.sql);
      if (kills < 4) told.push(...(await tellMany(30)));
    }
    const last = startWorker();
    await eventually(
      "all is delivered",
      async () => {
        const [row] = await database.sql`
          select count(*)::int as n from webhook_delivery where state = 'DELIVERED'`;
        await letTimePass(database.sql);
        return row?.n === told.length;
      },
      60_000,
    );
    const gone = once(last, "exit");
    last.kill("SIGTERM");
    expect((await gone)[0]).toBe(0);
    expect(new Set(receiver.ids())).toEqual(new Set(told));
    const bodies = new Map(
      receiver.received.map((each) => [each.headers["webhook-id"], each.body]),
    );
    for (const { headers, body } of receiver.received) {
      expect(body).toBe(bodies.get(headers["webhook-id"]));
    }
  }, 120_000);
});

function startWorker(): ChildProcess {
  return spawn(process.execPath, [join(folder, "worker.mjs")], {
    env: {
      ...process.env,
      DATABASE_URL: database.urlAs("worker"),
      DATABASE_DIRECT_URL: "",
      REDIS_URL: redis.url,
      REDIS_CACHE_URL: "",
      FROLIC_SECRET: testSecret,
      FROLIC_ROLES: "webhooks",
      FROLIC_WEBHOOKS_PRIVATE: "1",
      // The test runner has a variable of this name, too.
      BASE_URL: "http://localhost:3000",
      LOG_LEVEL: "warn",
    },
    stdio: "ignore",
  });
}

describe("two senders at once", () => {
  it("make one attempt each time a delivery is due", async () => {
    const told = await tellMany(150);
    const senders = [sender(), sender(), sender()];
    for (let round = 0; round < 4; round++) {
      await Promise.all(senders.map((each) => each.round()));
    }
    await Promise.all(senders.map((each) => each.idle()));
    expect(receiver.ids().sort()).toEqual([...told].sort());
    const [row] = await database.sql`select count(*)::int as n from webhook_attempt`;
    expect(row?.n).toBe(150);
  });

  it("fan a fact out once", async () => {
    const told = await tellMany(40);
    await Promise.all(Array.from({ length: 8 }, () => sendNow(sender())));
    await sendNow(sender());
    expect(receiver.ids().sort()).toEqual([...told].sort());
  });
});

describe("control", () => {
  const due = () => database.sql<{ id: string; message: string }[]>`
    select d.id::text as id, o.message_id as message from webhook_delivery d
    join outbox_event o on o.id = d.event_id where d.state = 'PENDING' order by d.id`;
  const mark = (id: string) => database.sql`
    update webhook_delivery set state = 'DELIVERED' where id = ${id}::bigint`;
  const post = (message: string) =>
    fetch(receiver.url, { method: "POST", headers: { "webhook-id": message }, body: "{}" });

  /** Deliveries without anybody who sends them. */
  async function waiting(count: number): Promise<string[]> {
    const told = await tellMany(count);
    const nobody = sender({
      checkpoint: async () => {
        throw new Error("killed");
      },
    });
    await sendNow(nobody);
    return told;
  }

  it("a sender that marks first and sends then loses what it held when it died", async () => {
    const told = await waiting(3);
    for (const { id } of await due()) await mark(id);
    // Killed here; another one starts.
    for (const { message } of await due()) await post(message);
    expect(receiver.ids()).not.toEqual(told);
    expect(receiver.ids()).toEqual([]);
  });

  it("two senders that read, send and mark without a lease send everything twice", async () => {
    const told = await waiting(20);
    const naive = async () => {
      for (const { id, message } of await due()) {
        await post(message);
        await mark(id);
      }
    };
    await Promise.all([naive(), naive()]);
    expect(receiver.ids().length).toBeGreaterThan(told.length);
  });
});
