import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";
import {
  addEndpoint,
  deliveryOf,
  letTimePass,
  sendNow,
  tellFact,
  testSender,
} from "#lib/testing/webhook-fixtures.ts";
import { startReceiver, type WebhookReceiver } from "#lib/testing/webhook-receiver.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

let database: TestDatabase;
let receiver: WebhookReceiver;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  receiver = await startReceiver();
  await database.sql`delete from webhook_endpoint`;
  await database.sql`delete from outbox_event`;
});
afterEach(() => receiver.close());

const endpointRow = async () => (await database.sql`select * from webhook_endpoint`)[0];

describe("a fact", () => {
  it("reaches an endpoint signed, with the same bytes that were signed", async () => {
    const { secret } = await addEndpoint(database.sql, receiver.url);
    const id = await tellFact(database.sql);
    await sendNow(testSender(database.sql));
    const [message] = receiver.received;
    expect(message?.headers).toMatchObject({
      "webhook-id": id,
      "content-type": "application/json",
    });
    const read = new Webhook(secret).verify(
      message?.body ?? "",
      message?.headers as Record<string, string>,
    );
    expect(read).toEqual({
      ...{ type: "game.ended", data: { mark: expect.any(String) } },
      timestamp: expect.stringMatching(/^\d{4}-.+Z$/),
    });
    expect(await deliveryOf(database.sql, id)).toMatchObject({ state: "DELIVERED", attempts: 1 });
  });

  it("that is rolled back is never told", async () => {
    await addEndpoint(database.sql, receiver.url);
    const failing = database.sql.begin(async (tx) => {
      await writeEvent(tx, { type: "game.ended", data: { mark: "undone" } });
      throw new Error("the sale fell through");
    });
    await expect(failing).rejects.toThrow("fell through");
    const told = await tellFact(database.sql);
    await sendNow(testSender(database.sql));
    expect(receiver.ids()).toEqual([told]);
  });

  it("goes to those who listen to its type and may hear of its brand", async () => {
    const brand = async (name: string) =>
      (
        await database.sql`insert into brand (name, slug, monogram) values (${name}, ${name}, 'X')
        on conflict (slug) do update set name = excluded.name returning id`
      )[0]?.id as string;
    const [mine, other] = [await brand("mine"), await brand("other")];
    await addEndpoint(database.sql, `${receiver.url}/mine`, { brandId: mine });
    await addEndpoint(database.sql, `${receiver.url}/wins`, { events: ["play.won"] });
    await addEndpoint(database.sql, `${receiver.url}/all`);
    const ids = {
      mine: await tellFact(database.sql, { brandId: mine }),
      other: await tellFact(database.sql, { brandId: other, type: "play.won" }),
      none: await tellFact(database.sql),
    };
    await sendNow(testSender(database.sql));
    const rows = await database.sql<{ url: string; id: string }[]>`
      select e.url, o.message_id as id from webhook_delivery d
      join webhook_endpoint e on e.id = d.endpoint_id join outbox_event o on o.id = d.event_id`;
    const heard = (path: string) =>
      rows
        .filter(({ url }) => url.endsWith(path))
        .map(({ id }) => id)
        .sort();
    expect(heard("/mine")).toEqual([ids.mine]);
    expect(heard("/wins")).toEqual([ids.other]);
    expect(heard("/all")).toEqual([ids.mine, ids.other, ids.none].sort());
  });

  it("is held back until it may be known", async () => {
    await addEndpoint(database.sql, receiver.url);
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    await writeEvent(database.sql, { type: "play.won", data: {}, notBefore });
    const sender = testSender(database.sql);
    await sendNow(sender);
    expect(receiver.received).toEqual([]);
    await letTimePass(database.sql);
    await sendNow(sender);
    expect(receiver.received).toHaveLength(1);
  });
});

describe("a receiver that fails", () => {
  it("is tried again under the same id, later each time, and forgiven when it is well", async () => {
    await addEndpoint(database.sql, receiver.url);
    const id = await tellFact(database.sql);
    const sender = testSender(database.sql);
    receiver.answer((response) => response.writeHead(500).end("oh no"));
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await letTimePass(database.sql);
      await sendNow(sender);
      waits.push((await deliveryOf(database.sql, id))?.dueInS ?? 0);
    }
    expect(waits.map((each) => Math.round(each))).toEqual([5, 20, 80, 320]);
    expect(await endpointRow()).toMatchObject({ failures: 4, failing_since: expect.anything() });
    receiver.answer((response) => response.writeHead(204).end());
    await letTimePass(database.sql);
    await sendNow(sender);
    expect(await deliveryOf(database.sql, id)).toMatchObject({ state: "DELIVERED", attempts: 5 });
    expect(await endpointRow()).toMatchObject({ failures: 0, failing_since: null });
    expect(new Set(receiver.ids())).toEqual(new Set([id]));
    const bodies = new Set(receiver.received.map(({ body }) => body));
    expect(bodies.size).toBe(1);
    const tries = await database.sql`select status, response from webhook_attempt order by id`;
    expect(tries.map(({ status }) => status)).toEqual([500, 500, 500, 500, 204]);
    expect(tries[0]?.response).toBe("oh no");
  });

  it("is given up for dead after three days", async () => {
    await addEndpoint(database.sql, receiver.url);
    const id = await tellFact(database.sql);
    const sender = testSender(database.sql);
    receiver.answer((response) => response.writeHead(503).end());
    await sendNow(sender);
    await database.sql`update webhook_delivery set due_from = due_from - interval '3 days'`;
    await letTimePass(database.sql);
    await sendNow(sender);
    expect(await deliveryOf(database.sql, id)).toMatchObject({ state: "DEAD", lastStatus: 503 });
    await letTimePass(database.sql);
    await sendNow(sender);
    expect(receiver.received).toHaveLength(2);
  });

  it("is disabled by its own 410, and what waits for it is given up", async () => {
    await addEndpoint(database.sql, receiver.url);
    const first = await tellFact(database.sql);
    const sender = testSender(database.sql);
    receiver.answer((response) => response.writeHead(410).end());
    await sendNow(sender);
    expect(await deliveryOf(database.sql, first)).toMatchObject({ state: "DEAD", lastStatus: 410 });
    expect(await endpointRow()).toMatchObject({ disabled_reason: expect.stringMatching(/410/) });
    const later = await tellFact(database.sql);
    await sendNow(sender);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveryOf(database.sql, later)).toBeUndefined();
    const audit = await database.sql`select 1 from audit_log where action = 'webhook.disabled'`;
    expect(audit).toHaveLength(1);
  });

  it("is disabled after five days of nothing but failures", async () => {
    await addEndpoint(database.sql, receiver.url);
    const sender = testSender(database.sql);
    receiver.answer((response) => response.writeHead(500).end());
    await tellFact(database.sql);
    await sendNow(sender);
    expect((await endpointRow())?.disabled_at).toBeNull();
    await database.sql`update webhook_endpoint set failing_since = failing_since - interval '5 days'`;
    const waiting = await tellFact(database.sql);
    await letTimePass(database.sql);
    await database.sql`
      update webhook_delivery set next_attempt_at = now() + interval '1 hour' where id = (select max(id) from webhook_delivery)`;
    await sendNow(sender);
    expect(await endpointRow()).toMatchObject({
      disabled_reason: expect.stringMatching(/five days/),
    });
    expect((await deliveryOf(database.sql, waiting))?.state).toBe("CANCELLED");
  });

  it("holds up nobody else, and rests between single tries after some failures", async () => {
    const slow = await startReceiver();
    slow.answer(() => undefined);
    await addEndpoint(database.sql, slow.url, { events: ["game.sold_out"] });
    await addEndpoint(database.sql, receiver.url, { events: ["game.ended"] });
    for (let n = 0; n < 8; n++) await tellFact(database.sql, { type: "game.sold_out" });
    const sender = testSender(database.sql);
    await sender.round();
    const id = await tellFact(database.sql);
    const asked = performance.now();
    await sender.round();
    while (receiver.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    // The slow one is given five seconds a try: nobody waited for even one.
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(receiver.ids()).toEqual([id]);
    await sender.idle();
    const [row] = await database.sql`
      select failures, rests_until > clock_timestamp() as rests from webhook_endpoint where url = ${slow.url}`;
    expect(row).toMatchObject({ failures: 8, rests: true });
    const [attempt] =
      await database.sql`select error from webhook_attempt where status is null limit 1`;
    expect(attempt?.error).toBe("No whole answer within 5 seconds.");
    slow.answer((response) => response.writeHead(500).end());
    await letTimePass(database.sql);
    await sendNow(sender);
    expect(slow.received).toHaveLength(9);
    await slow.close();
  });

  it("is read no further than some kilobytes", async () => {
    await addEndpoint(database.sql, receiver.url);
    let written = 0;
    receiver.answer((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && written < 50_000_000) {
          written += 10_000;
          if (!response.write("x".repeat(10_000))) return response.once("drain", more);
        }
        return response.end();
      };
      more();
    });
    const id = await tellFact(database.sql);
    await sendNow(testSender(database.sql));
    expect((await deliveryOf(database.sql, id))?.state).toBe("DELIVERED");
    expect(written).toBeLessThan(10_000_000);
    const [kept] = await database.sql`select length(response) as n from webhook_attempt`;
    expect(kept?.n).toBe(2_000);
  });
});
