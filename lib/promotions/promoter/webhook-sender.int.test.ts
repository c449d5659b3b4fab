import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { PostIntent } from "#lib/promotions/client/guild-state.ts";
import { createSharedPace } from "#lib/promotions/promoter/pace.ts";
import { createWebhookSender } from "#lib/promotions/promoter/webhook-sender.ts";
import { fakeApp } from "#lib/testing/fake-bot-api.ts";
import {
  type FakeHttp,
  type FakeRequest,
  noAnswer,
  startFakeHttp,
} from "#lib/testing/fake-http.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";
import { makeSecret } from "#lib/webhooks/endpoint-secret.ts";

let database: TestDatabase;
let target: FakeHttp;
const got: FakeRequest[] = [];
let status = 200;
beforeAll(async () => {
  database = await createTestDatabase();
  target = await startFakeHttp((request) => {
    got.push(request);
    if (request.url.pathname === "/hang") return noAnswer;
    return {
      status,
      headers: status === 429 ? { "retry-after": "7" } : {},
      body: { messageId: "m1" },
    };
  });
});
beforeEach(() => database.sql`delete from promoter_pace`);
afterAll(async () => {
  await target.close();
  await database.drop();
});

const intent = (name: string): PostIntent => ({
  eventId: crypto.randomUUID(),
  app: fakeApp(name),
  atMs: Date.now(),
});
const sender = (allowPrivate = true) =>
  createWebhookSender({
    egress: { allowPrivate },
    pace: createSharedPace(database.sql),
    timeoutMs: 500,
  });
const hook = (path = "/") => ({ platform: "webhook", address: `${target.url}${path}` }) as const;

it("posts JSON that says it is sponsored, under the id of its event", async () => {
  const one = intent("a");
  expect(await sender().post(hook(), one)).toMatchObject({ kind: "posted", messageId: "m1" });
  expect(got.at(-1)?.headers["webhook-id"]).toBe(one.eventId);
  expect(got.at(-1)?.body).toMatchObject({
    sponsored: true,
    label: "Sponsored",
    ctaUrl: "https://promo.example/go/a",
  });
});

it("signs each post and each check by every secret in force", async () => {
  const secrets = [makeSecret(), makeSecret()];
  const target = { ...hook(), secrets };
  await sender().post(target, intent("a"));
  await sender().check(target);
  for (const request of got.slice(-2)) {
    for (const secret of secrets) {
      // Throws unless the signature, its id and its time are right.
      const headers = request.headers as Record<string, string>;
      expect(new Webhook(secret).verify(request.text, headers)).toMatchObject({
        timestamp: expect.any(String),
      });
      expect(() => new Webhook(secret).verify(`${request.text} `, headers)).toThrow();
    }
  }
  await sender().post(hook(), intent("a"));
  expect(got.at(-1)?.headers["webhook-signature"]).toBeUndefined();
});

it.each([
  [403, { kind: "blocked", status: 403 }],
  [404, { kind: "blocked", status: 404 }],
  [410, { kind: "blocked", status: 404 }],
  [429, { kind: "wait", retryAfterMs: 7_000 }],
  [400, { kind: "failed" }],
  [500, { kind: "unknown" }],
])("reads a %i", async (given, outcome) => {
  status = given;
  expect(await sender().post(hook(), intent("a"))).toMatchObject(outcome);
  status = 200;
});

it("asks about a post without an answer by sending it again under the same id", async () => {
  const one = intent("a");
  expect(await sender().post(hook("/hang"), one)).toMatchObject({ kind: "unknown" });
  expect(await sender().find(hook(), one)).toMatchObject({ kind: "posted" });
  expect(got.slice(-2).map(({ headers }) => headers["webhook-id"])).toEqual([
    one.eventId,
    one.eventId,
  ]);
});

it("sends nothing to private addresses", async () => {
  const before = got.length;
  expect(await sender(false).post(hook(), intent("a"))).toMatchObject({ kind: "failed" });
  expect(got.length).toBe(before);
});
