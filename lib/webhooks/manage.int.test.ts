import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { createBrand, testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";
import {
  addEndpoint,
  webhookAdmin as admin,
  letTimePass,
  openEgress,
  sendNow,
  tellFact,
  testSender,
} from "#lib/testing/webhook-fixtures.ts";
import { startReceiver, type WebhookReceiver } from "#lib/testing/webhook-receiver.ts";
import { webhookEvents } from "#lib/webhooks/contract.ts";
import { getDelivery, listDeliveries, resendDelivery, sendTest } from "#lib/webhooks/deliveries.ts";
import { dropOldEvents } from "#lib/webhooks/drop-old.ts";
import {
  createEndpoint,
  deleteEndpoint,
  editEndpoint,
  getEndpoint,
  listEndpoints,
  rotateSecret,
  switchEndpoint,
} from "#lib/webhooks/manage-endpoints.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";
import { sampleEvents, sampleOf } from "#lib/webhooks/sample-events.ts";
import { webhookNeeds } from "#lib/webhooks/webhook-needs.ts";

let database: TestDatabase;
let web: Database;
let receiver: WebhookReceiver;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.urlAs("web"), { max: 4 });
});
afterAll(async () => {
  await web.close();
  await database.drop();
});
beforeEach(async () => {
  receiver = await startReceiver();
  await database.sql`delete from webhook_endpoint`;
  await database.sql`delete from outbox_event`;
});
afterEach(() => receiver.close());

/** With the rights of the web process and no more. */
const deps = () => ({ sql: web.sql, masterSecret: testSecret, egress: openEgress });
const sender = () => testSender(database.sql);
const accepts = (secret: string, index = -1) => {
  const { headers, body } = receiver.received.at(index) ?? { headers: {}, body: "" };
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};
const only = async (endpointId: string) => {
  const [delivery] = await listDeliveries(web.sql, admin, { endpointId });
  if (!delivery) throw new Error("no delivery");
  return delivery;
};

describe("an endpoint", () => {
  it("shows its secret once, and keeps it sealed", async () => {
    const { endpointId, secret } = await createEndpoint(deps(), admin, { url: receiver.url });
    expect(Buffer.from(secret.replace("whsec_", ""), "base64")).toHaveLength(32);
    const shown = JSON.stringify([
      await listEndpoints(web.sql, admin),
      await getEndpoint(web.sql, admin, { endpointId }),
      await database.sql`select secret_ct::text, url from webhook_endpoint`,
      await database.sql`select * from audit_log`,
    ]);
    expect(shown).not.toContain(secret.replace("whsec_", ""));
    expect(shown).not.toContain(Buffer.from(secret).toString("hex"));
    const [audit] = await database.sql`
      select after from audit_log where action = 'webhook.created' and subject_id = ${endpointId}`;
    expect(audit?.after).toEqual({ host: `127.0.0.1:${receiver.port}`, events: [], brandId: null });
  });

  it("in the private network is refused unless the operator allows it", async () => {
    const shut = { ...deps(), egress: { allowPrivate: false } };
    const { endpointId } = await createEndpoint(deps(), admin, { url: receiver.url });
    for (const url of [receiver.url, "http://localhost/", "http://no-such-host.invalid/"]) {
      const refusal = { code: "webhook_address_refused", fields: [{ path: "url" }] };
      await expect(createEndpoint(shut, admin, { url })).rejects.toMatchObject(refusal);
      const edit = editEndpoint(shut, admin, { endpointId, fields: { url } });
      await expect(edit).rejects.toMatchObject(refusal);
    }
    // One that was entered before is judged at each attempt.
    await tellFact(database.sql);
    await sendNow(testSender(database.sql, { egress: { allowPrivate: false } }));
    expect(receiver.received).toEqual([]);
    expect((await only(endpointId)).lastError).toBe("The address is private. Nothing was sent.");
  });

  it.each([
    { url: "ftp://example.com/" },
    { url: "nonsense" },
    { url: "http://127.0.0.1/", events: ["play.lost"] },
    { url: "http://127.0.0.1/", secret: "mine" },
  ])("of nonsense is refused: %o", async (input) => {
    await expect(createEndpoint(deps(), admin, input)).rejects.toThrow();
    expect(await listEndpoints(web.sql, admin)).toEqual([]);
  });

  it("is edited, disabled with what waits given up, enabled and deleted with all it had", async () => {
    const brand = await createBrand(database.sql);
    const { endpointId } = await addEndpoint(web.sql, receiver.url);
    const fields = { url: `${receiver.url}/2`, events: ["game.ended"], brandId: brand.id };
    await editEndpoint(deps(), admin, { endpointId, fields });
    expect(await getEndpoint(web.sql, admin, { endpointId })).toMatchObject({
      ...{ url: `${receiver.url}/2`, events: ["game.ended"], brandName: brand.name },
    });
    receiver.answer((response) => response.writeHead(500).end());
    await tellFact(database.sql, { brandId: brand.id });
    await sendNow(sender());
    await switchEndpoint(deps(), admin, { endpointId, enabled: false });
    await switchEndpoint(deps(), admin, { endpointId, enabled: false });
    expect(await only(endpointId)).toMatchObject({ state: "CANCELLED", nextAttemptAt: null });
    await tellFact(database.sql, { brandId: brand.id });
    await sendNow(sender());
    await switchEndpoint(deps(), admin, { endpointId, enabled: true });
    await letTimePass(database.sql);
    await sendNow(sender());
    expect(receiver.received).toHaveLength(1);
    expect(await getEndpoint(web.sql, admin, { endpointId })).toMatchObject({
      ...{ disabledAt: null, disabledReason: null, failingSince: null },
    });
    await deleteEndpoint(deps(), admin, { endpointId });
    await expect(getEndpoint(web.sql, admin, { endpointId })).rejects.toThrow("webhook_not_found");
    expect(await database.sql`select 1 from webhook_attempt`).toHaveLength(0);
    const said = await database.sql`
      select action from audit_log where subject_id = ${endpointId} order by id`;
    const verbs = ["created", "edited", "disabled", "enabled", "deleted"];
    expect(said.map(({ action }) => action)).toEqual(verbs.map((verb) => `webhook.${verb}`));
  });

  it("that is unknown, or of an unknown brand, is refused", async () => {
    const brandId = randomUUID();
    const made = createEndpoint(deps(), admin, { url: receiver.url, brandId });
    await expect(made).rejects.toMatchObject({ code: "brand_not_found" });
    const gone = deleteEndpoint(deps(), admin, { endpointId: randomUUID() });
    await expect(gone).rejects.toMatchObject({ code: "webhook_not_found" });
  });
});

describe("a rotation", () => {
  it("lets both secrets sign for a day, then the new one alone", async () => {
    const { endpointId, secret: before } = await addEndpoint(web.sql, receiver.url);
    const { secret: fresh, previousUntil } = await rotateSecret(deps(), admin, { endpointId });
    expect(Date.parse(previousUntil) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect(Date.parse(previousUntil) - Date.now()).toBeLessThan(24.1 * 3_600_000);
    await tellFact(database.sql);
    await sendNow(sender());
    expect([accepts(before), accepts(fresh)]).toEqual([true, true]);
    await database.sql`update webhook_endpoint set previous_until = now() - interval '1 second'`;
    await tellFact(database.sql);
    await sendNow(sender());
    expect([accepts(before), accepts(fresh)]).toEqual([false, true]);
    expect((await getEndpoint(web.sql, admin, { endpointId })).previousUntil).toBeNull();
  });
});

describe("a delivery", () => {
  it("is sent again by hand under the same id, and shows every attempt", async () => {
    const { endpointId } = await addEndpoint(web.sql, receiver.url);
    const id = await tellFact(database.sql);
    await sendNow(sender());
    const { id: deliveryId } = await only(endpointId);
    receiver.answer((response) => response.writeHead(500).end("not today"));
    await resendDelivery(deps(), admin, { deliveryId });
    await sendNow(sender());
    expect(receiver.ids()).toEqual([id, id]);
    const seen = await getDelivery(web.sql, admin, { deliveryId });
    expect(seen).toMatchObject({ state: "PENDING", attempts: 1, messageId: id, lastStatus: 500 });
    expect(seen.tries).toMatchObject([
      { status: 500, response: "not today", address: "127.0.0.1" },
      { status: 200, response: "thanks", error: null },
    ]);
    expect(seen.body).toBe(receiver.received[0]?.body);
    await switchEndpoint(deps(), admin, { endpointId, enabled: false });
    const refused = resendDelivery(deps(), admin, { deliveryId });
    await expect(refused).rejects.toMatchObject({ code: "webhook_disabled" });
  });

  it("of a win is not there before its reveal, for anybody", async () => {
    const { endpointId } = await addEndpoint(web.sql, receiver.url);
    const notBefore = new Date(Date.now() + 60_000).toISOString();
    await writeEvent(database.sql, { type: "play.won", data: { playId: "p" }, notBefore });
    await sendNow(sender());
    expect(await listDeliveries(web.sql, admin, { endpointId })).toEqual([]);
    const [row] = await database.sql<{ id: string }[]>`select id::text as id from webhook_delivery`;
    const deliveryId = row?.id ?? "";
    const missing = { code: "webhook_delivery_not_found" };
    await expect(getDelivery(web.sql, admin, { deliveryId })).rejects.toMatchObject(missing);
    await expect(resendDelivery(deps(), admin, { deliveryId })).rejects.toMatchObject(missing);
    await sendNow(sender());
    expect(receiver.received).toEqual([]);
    await database.sql`update outbox_event set not_before = now()`;
    expect(await listDeliveries(web.sql, admin, { endpointId })).toHaveLength(1);
  });

  it("of a test goes to one endpoint alone, marked, whatever that listens to", async () => {
    await addEndpoint(web.sql, `${receiver.url}/other`);
    const events = ["game.ended"] as const;
    const { endpointId } = await addEndpoint(web.sql, receiver.url, { events });
    for (const type of webhookEvents) await sendTest(deps(), admin, { endpointId, type });
    await sendNow(sender());
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ type }) => type).sort()).toEqual([...webhookEvents].sort());
    for (const { type, data } of bodies) {
      expect(data).toEqual({ ...sampleOf(type).data, test: true });
    }
    expect(sampleEvents.map(({ type }) => type)).toEqual(webhookEvents);
  });

  it("is paged newest first, and filtered by state", async () => {
    const { endpointId } = await addEndpoint(web.sql, receiver.url);
    for (let n = 0; n < 5; n++) await tellFact(database.sql);
    await sendNow(sender());
    const all = await listDeliveries(web.sql, admin, { endpointId });
    const [first, second] = await Promise.all([
      listDeliveries(web.sql, admin, { endpointId, limit: 3 }),
      listDeliveries(web.sql, admin, { endpointId, limit: 3, before: all[2]?.id ?? null }),
    ]);
    expect([...first, ...second]).toEqual(all);
    expect(await listDeliveries(web.sql, admin, { endpointId, state: "DEAD" })).toEqual([]);
    expect(await listDeliveries(web.sql, admin, { endpointId, before: "1;--" })).toEqual([]);
  });

  it("is dropped a month after its fact, unless it still waits", async () => {
    await addEndpoint(web.sql, receiver.url);
    const [old, young] = [await tellFact(database.sql), await tellFact(database.sql)];
    await sendNow(sender());
    receiver.answer((response) => response.writeHead(500).end());
    const waiting = await tellFact(database.sql);
    await sendNow(sender());
    await database.sql`
      update outbox_event set at = at - interval '31 days' where message_id in (${old}, ${waiting})`;
    expect(await dropOldEvents(database.sql)).toBe(1);
    const left = await database.sql`select message_id as id from outbox_event order by id`;
    expect(left.map(({ id }) => id).sort()).toEqual([young, waiting].sort());
  });
});

it("needs somebody when it does nothing but fail, or was disabled for it, not when it was switched off", async () => {
  const { endpointId: well } = await addEndpoint(web.sql, receiver.url);
  const { endpointId: failing } = await addEndpoint(web.sql, receiver.url);
  const { endpointId: gone } = await addEndpoint(web.sql, receiver.url);
  const { endpointId: off } = await addEndpoint(web.sql, receiver.url);
  await switchEndpoint(deps(), admin, { endpointId: off, enabled: false });
  await database.sql`update webhook_endpoint set failures = 4 where id = ${well}`;
  await database.sql`update webhook_endpoint set failures = 5, failing_since = now() where id = ${failing}`;
  await database.sql`
    update webhook_endpoint set disabled_at = now(), disabled_reason = '410' where id = ${gone}`;
  const { host } = new URL(receiver.url);
  expect(await webhookNeeds(web.sql, admin)).toEqual([
    { id: gone, host, disabled: true },
    { id: failing, host, disabled: false },
  ]);
});
