import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { submitAdFile } from "#lib/ads/bulk-ads.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import { getAd, listOwnAds } from "#lib/ads/get-ad.ts";
import { cancelAd, retryAd, retryDeadAds } from "#lib/ads/move-ad.ts";
import type { QueuedAd } from "#lib/ads/queue-port.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import { listRevisions } from "#lib/ads/store-changes.ts";
import { type AdDesk, createAdDesk } from "#lib/ads/submit-ad.ts";
import { createWebhookJudge } from "#lib/ads/webhook-judge.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

/** As the service of old was sent it. */
const dragon = {
  title: "Dragon Kingdom: Rise to Power",
  description: "Build your kingdom, train your dragons, and conquer new territories!",
  genre: "Strategy",
  targetAudience: ["18-34", "Strategy Gamers"],
  visualElements: ["Dragons", "Castle", "Battle Scenes"],
  callToAction: "Download Now & Claim 1000 Free Gems!",
  duration: 30,
  priority: 2,
};

const judgeWebhook = createWebhookJudge({ allowPrivate: true }, systemClock);
let database: TestDatabase;
let desk: AdDesk;
const queued: QueuedAd[] = [];
const queue = { add: async (ads: readonly QueuedAd[]) => void queued.push(...ads) };
const deps = () => ({ sql: database.sql, queue, judgeWebhook });
const partner = (over: Partial<Extract<Actor, { kind: "api_key" }>> = {}) =>
  ({
    kind: "api_key",
    keyId: `key-${randomUUID()}`,
    scopes: ["ads:write"],
    ownerId: randomUUID(),
    brandId: null,
    ...over,
  }) satisfies Actor;
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = createLogger("test", "silent");
  desk = createAdDesk({ sql: database.sql, clock: systemClock, logger, queue, judgeWebhook });
});
afterAll(() => database.drop());
beforeEach(() => void queued.splice(0));

const rowOf = async (adId: string) => {
  const [row] = await database.sql`select * from ad where id = ${fromPublicId("ad", adId) ?? ""}`;
  return row;
};

describe("a submission", () => {
  it("is a row when it is answered, and in the queue", async () => {
    const accepted = await desk.submit(partner(), { body: dragon });
    expect(accepted).toMatchObject({ status: "QUEUED", statusUrl: `/api/ads/${accepted.adId}` });
    expect(await rowOf(accepted.adId)).toMatchObject({
      title: dragon.title,
      target_audience: dragon.targetAudience,
      priority: 2,
      status: "QUEUED",
      version: 1,
    });
    expect(queued).toMatchObject([{ priority: 2, version: 1 }]);
  });

  it("keeps its row when the queue is lost", async () => {
    const lost = createAdDesk({
      sql: database.sql,
      clock: systemClock,
      logger: createLogger("test", "silent"),
      judgeWebhook,
      queue: { add: () => Promise.reject(new Error("gone")) },
    });
    const { adId } = await lost.submit(partner(), { body: dragon });
    expect(await rowOf(adId)).toMatchObject({ status: "QUEUED" });
  });

  it("is one ad however often it comes with its key, also at once", async () => {
    const actor = partner();
    const submission = { body: dragon, idempotencyKey: "launch-1" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => desk.submit(actor, submission)),
    );
    answers.push(await desk.submit(actor, submission));
    expect(new Set(answers.map(({ adId }) => adId)).size).toBe(1);
    const [count] =
      await database.sql`select count(*)::int as n from ad where key_id = ${actor.keyId}`;
    expect(count?.n).toBe(1);
    expect(queued).toHaveLength(1);
  });

  it("is two ads with the key of two partners, and many without a key", async () => {
    const submission = { body: dragon, idempotencyKey: "launch-1" };
    const [one, two] = [partner(), partner()];
    const ids = [await desk.submit(one, submission), await desk.submit(two, submission)];
    ids.push(await desk.submit(one, { body: dragon }), await desk.submit(one, { body: dragon }));
    expect(new Set(ids.map(({ adId }) => adId)).size).toBe(4);
  });

  it("is refused with the key of other words, also in the same batch", async () => {
    const actor = partner();
    const other = { ...dragon, title: "Another kingdom" };
    const both = await Promise.allSettled([
      desk.submit(actor, { body: dragon, idempotencyKey: "k" }),
      desk.submit(actor, { body: other, idempotencyKey: "k" }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(desk.submit(actor, { body: other, idempotencyKey: "k" })).rejects.toMatchObject({
      code: "ad_key_reused",
    });
  });

  it.each([
    ["no title", { ...dragon, title: " " }],
    ["a NUL", { ...dragon, title: "a\u0000b" }],
    ["half a surrogate", { ...dragon, description: "\ud800" }],
    ["priority 6", { ...dragon, priority: 6 }],
    ["four more wordings", { ...dragon, variants: Array(4).fill(dragon) }],
    ["a script for an address", { ...dragon, webhookUrl: "javascript:alert(1)" }],
  ])("with %s is refused alone, not its neighbours", async (_, body) => {
    const actor = partner();
    const [bad, good] = await Promise.allSettled([
      desk.submit(actor, { body }),
      desk.submit(actor, { body: { ...dragon, unknown: "ignored" } }),
    ]);
    expect([bad.status, good.status]).toEqual(["rejected", "fulfilled"]);
  });

  it("needs a key that may", async () => {
    const actor = partner({ scopes: ["coupons:redeem"] });
    await expect(desk.submit(actor, { body: dragon })).rejects.toMatchObject({
      code: "scope_missing",
    });
  });
});

describe("an ad afterwards", () => {
  it("is its owner's and staff's, and nobody else's", async () => {
    const actor = partner();
    const { adId } = await desk.submit(actor, { body: dragon });
    expect(await getAd(database.sql, actor, adId)).toMatchObject({ status: "QUEUED", version: 1 });
    expect(await getAd(database.sql, staff, adId)).toMatchObject({ adId });
    const brand: Actor = {
      kind: "user",
      userId: randomUUID(),
      role: "brand",
      brandId: randomUUID(),
    };
    for (const stranger of [partner(), brand]) {
      await expect(getAd(database.sql, stranger, adId)).rejects.toMatchObject({
        code: "ad_not_found",
      });
      await expect(cancelAd(deps(), stranger, { adId })).rejects.toMatchObject({
        code: "ad_not_found",
      });
    }
  });

  it("is listed page by page, each once", async () => {
    const actor = partner();
    const made = await Promise.all(
      Array.from({ length: 23 }, () => desk.submit(actor, { body: dragon })),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listOwnAds(database.sql, actor, { cursor, limit: 5 });
      seen.push(...page.ads.map(({ adId }) => adId));
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(made.map(({ adId }) => adId).toSorted());
  });

  it("takes one of two changes made on the same version", async () => {
    const actor = partner();
    const { adId } = await desk.submit(actor, { body: dragon });
    const change = (title: string) =>
      changeAd(deps(), actor, { adId, version: 1, patch: { title } });
    const both = await Promise.allSettled([change("One"), change("Two")]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "ad_version_stale" },
    });
    const uuid = fromPublicId("ad", adId) ?? "";
    expect(await listRevisions(database.sql, uuid)).toMatchObject([
      { version: 1, input: { title: dragon.title } },
    ]);
  });

  it("keeps its analysis when only its place in the queue changes", async () => {
    const actor = partner();
    const { adId } = await desk.submit(actor, { body: dragon });
    await database.sql`update ad set status = 'COMPLETED', score = 71 where id = ${fromPublicId("ad", adId) ?? ""}`;
    const moved = await changeAd(deps(), actor, { adId, version: 1, patch: { priority: 1 } });
    expect(moved).toMatchObject({ version: 2, score: 71, status: "COMPLETED", priority: 1 });
    const changed = await changeAd(deps(), actor, { adId, version: 2, patch: { title: "New" } });
    expect(changed).toMatchObject({ version: 3, score: null, status: "QUEUED", review: "PENDING" });
  });

  it("is reviewed when it is analysed, with reasons when it is sent back", async () => {
    const { adId } = await desk.submit(partner(), { body: dragon });
    const approve = { adId, verdict: "APPROVED", reasons: [] } as const;
    await expect(reviewAd(deps(), staff, approve)).rejects.toMatchObject({ code: "ad_state" });
    await database.sql`update ad set status = 'COMPLETED' where id = ${fromPublicId("ad", adId) ?? ""}`;
    await expect(
      reviewAd(deps(), staff, { ...approve, verdict: "REJECTED" }),
    ).rejects.toMatchObject({ code: "invalid" });
    expect(await reviewAd(deps(), staff, approve)).toMatchObject({ review: "APPROVED" });
    await expect(reviewAd(deps(), partner(), approve)).rejects.toMatchObject({
      code: "scope_missing",
    });
  });

  it("is revived alone or with all of its cause", async () => {
    const actor = partner();
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push((await desk.submit(actor, { body: dragon })).adId);
    await expect(retryAd(deps(), actor, { adId: ids[0] ?? "" })).rejects.toMatchObject({
      code: "ad_state",
    });
    await database.sql`update ad set status = 'DEAD', failure_cause = 'timeout' where owner_id = ${actor.ownerId}`;
    expect(await retryAd(deps(), actor, { adId: ids[0] ?? "" })).toMatchObject({
      status: "QUEUED",
    });
    expect(await retryDeadAds(deps(), staff, { cause: "parse" })).toBe(0);
    expect(await retryDeadAds(deps(), staff, { cause: "timeout" })).toBe(2);
  });
});

describe("a file of ads", () => {
  const header =
    "title,description,genre,targetAudience,visualElements,callToAction,duration,priority";

  it("has its good rows taken and its bad ones told", async () => {
    const actor = partner();
    const text = [
      header,
      '"Dragons, again",Build it,Strategy,18-34;Gamers,Castle,Play now,30,2',
      "No time,Build it,Strategy,18-34,,Play now,soon,2",
      "Fine,Build it,Strategy,18-34,,Play now,15,",
    ].join("\n");
    const report = await submitAdFile(deps(), actor, { text });
    expect(report).toMatchObject({
      accepted: 2,
      refused: 1,
      rows: [{ row: 2 }, { row: 3 }, { row: 4 }],
    });
    expect(report.rows[1]?.errors?.[0]).toMatchObject({ path: "duration" });
    const rows = await database.sql`
      select title, target_audience, priority from ad where key_id = ${actor.keyId} order by title`;
    expect(rows).toMatchObject([
      { title: "Dragons, again", target_audience: ["18-34", "Gamers"], priority: 2 },
      { title: "Fine", priority: 3 },
    ]);
    expect(queued).toHaveLength(2);
  });

  it.each([
    ["an empty file", ""],
    ["a header alone", header],
    ["other columns", "a,b\n1,2"],
    ["an open quote", `${header}\n"open`],
    ["10,001 rows", `${header}\n${"a,b,c,d,e,f,1,1\n".repeat(10_001)}`],
  ])("is refused whole when it is %s", async (_, text) => {
    await expect(submitAdFile(deps(), partner(), { text })).rejects.toMatchObject({
      code: "ad_file_unreadable",
    });
  });
});
