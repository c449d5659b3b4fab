import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { getAdDetail } from "#lib/ads/ad-detail.ts";
import { adsAnalytics } from "#lib/ads/ads-analytics.ts";
import { submitAdFile } from "#lib/ads/bulk-ads.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import { adInputSchema } from "#lib/ads/contract.ts";
import { listDeadLetters } from "#lib/ads/dead-letters.ts";
import { deskFigures, listDeskWorkers } from "#lib/ads/desk-figures.ts";
import { findCreative } from "#lib/ads/find-creative.ts";
import { listDesk, listLanes } from "#lib/ads/lanes.ts";
import { retryDeadAds } from "#lib/ads/move-ad.ts";
import { listNotices, readNotices } from "#lib/ads/notifications.ts";
import { addPolicy, listPolicies, removePolicy } from "#lib/ads/policies.ts";
import { notify } from "#lib/ads/queue/store-outcome.ts";
import { beatWorker } from "#lib/ads/queue/store-registry.ts";
import { drainWorker, pauseDesk } from "#lib/ads/queue-control.ts";
import { listBacklog, reanalyseAds } from "#lib/ads/reanalyse-ads.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import { type AdDesk, createAdDesk } from "#lib/ads/submit-ad.ts";
import { submitForBrand } from "#lib/ads/submit-for-brand.ts";
import { createWebhookJudge } from "#lib/ads/webhook-judge.ts";
import { adClicks } from "#lib/analytics/ad-clicks.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { createBrand } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

const kite = {
  title: "Kite Run",
  description: "Fly a kite with your friends.",
  genre: "Puzzle",
  targetAudience: ["18-34"],
  callToAction: "Play now",
  duration: 20,
  variants: [{ title: "Kite Run", description: "Wind and string.", callToAction: "Fly now" }],
};
const finding = {
  kind: "claim",
  severity: "bad",
  sentence: "“free” is a claim.",
  evidence: ["free"],
  points: -8,
};
const analysisOf = (scores: readonly number[]) => ({
  rulesVersion: 1,
  formula: "all of it",
  score: Math.max(...scores),
  variants: scores.map((score, variant) => ({
    ...{ variant, score, findings: [finding], figures: {}, entities: [] },
  })),
});

const judgeWebhook = createWebhookJudge({ allowPrivate: true }, systemClock);
let database: TestDatabase;
let desk: AdDesk;
let ours: Extract<Actor, { kind: "user" }>;
let theirs: Extract<Actor, { kind: "user" }>;
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const queue = { add: async () => undefined };
const deps = () => ({ sql: database.sql, queue, judgeWebhook });

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = createLogger("test", "silent");
  desk = createAdDesk({ sql: database.sql, clock: systemClock, logger, queue, judgeWebhook });
  const person = async (name: string) => {
    const { id: brandId } = await createBrand(database.sql, { name });
    return { kind: "user", userId: randomUUID(), role: "brand", brandId } as const;
  };
  ours = await person("Kites");
  theirs = await person("Boats");
});
afterAll(() => database.drop());
beforeEach(() => database.sql`delete from ad`);

async function submitted(actor: Actor, over: object = {}) {
  const { adId } = await desk.submit(actor, { body: { ...kite, ...over } });
  return { adId, id: fromPublicId("ad", adId) ?? "" };
}

async function analysed(actor: Actor, scores: readonly number[]) {
  const ad = await submitted(actor);
  await database.sql`
    update ad set status = 'COMPLETED', completed_at = now(), score = ${Math.max(...scores)},
           analysis = ${JSON.stringify(analysisOf(scores))}::text::jsonb where id = ${ad.id}`;
  return ad;
}

it("shows each lane's oldest first, and when its age puts it first", async () => {
  const early = await submitted(staff, { priority: 5 });
  await submitted(staff, { priority: 5 });
  const [, , , , low] = await listLanes(database.sql, staff);
  expect(low).toMatchObject({ priority: 5, waiting: 2 });
  expect(low?.next[0]?.id).toBe(early.id);
  const [first] = low?.next ?? [];
  expect(Date.parse(first?.firstAt ?? "") - Date.parse(first?.submittedAt ?? "")).toBe(240_000);
});

it("lists by state, review and words, and lets a brand see its own alone", async () => {
  const own = await analysed(ours, [70, 80]);
  await submitted(theirs, { title: "Boat Race" });
  const all = await listDesk(database.sql, staff);
  expect(all).toMatchObject({ total: 2, counts: { COMPLETED: 1, QUEUED: 1, DEAD: 0 } });
  expect((await listDesk(database.sql, staff, { q: "boat" })).rows).toHaveLength(1);
  // What is not analysed is nothing to review yet.
  expect((await listDesk(database.sql, staff, { review: "PENDING" })).total).toBe(1);
  const { rows } = await listDesk(database.sql, ours);
  expect(rows).toMatchObject([{ id: own.id, brandName: "Kites", score: 80 }]);
  await expect(getAdDetail(database.sql, theirs, own)).rejects.toMatchObject({
    code: "ad_not_found",
  });
  await expect(listLanes(database.sql, ours)).rejects.toMatchObject({ code: "forbidden" });
});

it("shows what a resubmission changed", async () => {
  const { adId } = await submitted(ours);
  await changeAd(deps(), ours, { adId, version: 1, patch: { callToAction: "Join tonight" } });
  const { versions, position } = await getAdDetail(database.sql, ours, { adId });
  expect(position).toBe(1);
  expect(versions).toMatchObject([
    {
      ...{ from: 1, to: 2 },
      changes: [{ path: "callToAction", before: "Play now", after: "Join tonight" }],
    },
  ]);
});

it("groups dead letters by their cause and retries one group", async () => {
  for (const cause of ["timeout", "timeout", "too_long"]) {
    const { id } = await submitted(staff);
    await database.sql`
      update ad set status = 'DEAD', failure_cause = ${cause}, failure = 'It failed.' where id = ${id}`;
  }
  const groups = await listDeadLetters(database.sql, staff);
  expect(groups.map(({ cause, count }) => [cause, count])).toEqual([
    ["timeout", 2],
    ["too_long", 1],
  ]);
  expect(await retryDeadAds(deps(), staff, { cause: "timeout" })).toBe(2);
  expect(await listDeadLetters(database.sql, staff)).toHaveLength(1);
});

it("counts what waits, says who works, and drains and pauses with a trace", async () => {
  await submitted(staff);
  const load = { concurrency: 2, running: 0, done: 0, stolen: 0, p95Ms: undefined };
  await beatWorker(database.sql, { id: "w1", host: "h", pid: 1, version: "1", ...load });
  await pauseDesk(deps(), staff, { isPaused: true });
  await drainWorker(deps(), staff, { workerId: "w1", isAsked: true });
  expect(await deskFigures(database.sql, staff)).toMatchObject({
    ...{ inQueue: 1, workers: 1, isPaused: true, p95S: null },
  });
  expect(await listDeskWorkers(database.sql, staff)).toMatchObject([{ isDraining: true }]);
  await pauseDesk(deps(), staff, { isPaused: false });
  expect(await deskFigures(database.sql, staff)).toMatchObject({ isPaused: false });
  const lost = drainWorker(deps(), staff, { workerId: "gone", isAsked: true });
  await expect(lost).rejects.toMatchObject({ code: "not_found" });
  const traces = await database.sql<{ action: string }[]>`
    select action from audit_log where subject_kind in ('ad_desk', 'ad_worker') order by id`;
  expect(traces.map(({ action }) => action)).toEqual([
    ...["ad_desk.paused", "ad_worker.drained", "ad_desk.resumed"],
  ]);
});

it("keeps a brand's phrases to itself, and those for everybody to staff", async () => {
  await addPolicy(deps(), staff, { kind: "prohibited", phrase: "jackpot" });
  // Whoever a brand says the phrase is for, it is the brand's own.
  await addPolicy(deps(), ours, { kind: "required", phrase: "18+", brandId: theirs.brandId });
  const again = addPolicy(deps(), ours, { kind: "required", phrase: "18+" });
  await expect(again).rejects.toMatchObject({ code: "invalid" });
  const phrasesOf = async (actor: Actor) =>
    (await listPolicies(database.sql, actor)).map(({ phrase }) => phrase);
  expect(await phrasesOf(ours)).toEqual(["jackpot", "18+"]);
  expect(await phrasesOf(theirs)).toEqual(["jackpot"]);
  for (const { id } of await listPolicies(database.sql, ours)) {
    await removePolicy(deps(), theirs, { policyId: id });
  }
  expect(await phrasesOf(ours)).toEqual(["jackpot", "18+"]);
});

it("tells a brand what became of its ads, and nobody else's", async () => {
  const { id: subjectId } = await submitted(ours);
  const told = { kind: "ad.completed", subjectId, sentence: "It is analysed." };
  await notify(database.sql, [{ ...told, brandId: ours.brandId, userId: ours.userId }]);
  await readNotices(database.sql, theirs, { noticeId: null });
  expect(await listNotices(database.sql, theirs)).toEqual({ notices: [], unread: 0 });
  const { notices, unread } = await listNotices(database.sql, ours);
  expect([notices.length, unread]).toEqual([1, 1]);
  await readNotices(database.sql, ours, { noticeId: notices[0]?.id ?? "" });
  expect((await listNotices(database.sql, ours)).unread).toBe(0);
});

it("counts outcomes, scores and wordings over all ads", async () => {
  await analysed(staff, [40, 90]);
  const { adId } = await analysed(staff, [70, 60]);
  await reviewAd(deps(), staff, { adId, verdict: "APPROVED", reasons: [] });
  const report = await adsAnalytics(database.sql, staff);
  expect(report).toMatchObject({
    ...{ outcomes: { COMPLETED: 2 }, reviews: { APPROVED: 1, PENDING: 1 }, meanScore: 80 },
    wordings: [
      { variant: 0, ads: 2, meanScore: 55, best: 1 },
      { variant: 1, ads: 2, meanScore: 75, best: 1 },
    ],
    findings: [{ kind: "claim", severity: "bad", ads: 2 }],
  });
  expect([report.scores[7], report.scores[9]]).toEqual([1, 1]);
  expect(await adClicks(database.sql, staff)).toEqual([]);
});

it("lends the words of an approved ad to promotions of its brand alone", async () => {
  const { adId, id } = await analysed(ours, [80, 70]);
  expect(await findCreative(database.sql, id, ours.brandId)).toBeUndefined();
  await reviewAd(deps(), staff, { adId, verdict: "APPROVED", reasons: [] });
  expect(await findCreative(database.sql, id, theirs.brandId)).toBeUndefined();
  expect(await findCreative(database.sql, id, ours.brandId)).toMatchObject({
    shortDescription: "Play now",
    messages: ["Kite Run\nFly a kite with your friends.\nPlay now", expect.any(String)],
  });
});

it("takes an ad of staff as the brand's, and tells the brand and the submitter of the verdict", async () => {
  const ad = adInputSchema.parse({ ...kite, title: "Kite Storm" });
  const { adId } = await submitForBrand({ sql: database.sql, desk }, staff, {
    ...{ brandId: ours.brandId ?? "", ad },
  });
  expect(await getAdDetail(database.sql, ours, { adId })).toMatchObject({ brandName: "Kites" });
  await expect(getAdDetail(database.sql, theirs, { adId })).rejects.toMatchObject({
    code: "ad_not_found",
  });
  const unknown = { brandId: randomUUID(), ad };
  await expect(submitForBrand({ sql: database.sql, desk }, staff, unknown)).rejects.toMatchObject({
    code: "brand_not_found",
  });
  await database.sql`update ad set status = 'COMPLETED'`;
  const admin: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
  await reviewAd(deps(), admin, { adId, verdict: "REJECTED", reasons: ["Say who may play."] });
  const sentence = "“Kite Storm” was sent back: Say who may play.";
  for (const [actor, heard] of [
    [ours, true],
    [staff, true],
    [theirs, false],
    [admin, false],
  ] as const) {
    const { notices } = await listNotices(database.sql, actor);
    expect(notices.some((notice) => notice.sentence === sentence)).toBe(heard);
  }
});

it("takes a file of staff as the brand's, and of nobody else for a brand", async () => {
  const text = `title,description,genre,targetAudience,callToAction,duration
Kite Calm,Wind and string.,Puzzle,18-34,Fly now,20`;
  const brandId = ours.brandId ?? "";
  const { rows } = await submitAdFile(deps(), staff, { text, brandId });
  const adId = rows[0]?.adId ?? "";
  expect(await getAdDetail(database.sql, ours, { adId })).toMatchObject({ brandName: "Kites" });
  const refusal = (actor: Actor, of: string) =>
    expect(submitAdFile(deps(), actor, { text, brandId: of })).rejects;
  await refusal(staff, randomUUID()).toMatchObject({ code: "brand_not_found" });
  await refusal(theirs, brandId).toMatchObject({ code: "forbidden" });
});

it("analyses again what waits for review when a list has changed, within the actor's own", async () => {
  const { adId: mine } = await submitted(ours);
  const { adId: reviewed } = await submitted(ours);
  await submitted(theirs);
  await database.sql`update ad set status = 'COMPLETED', score = 70, analysis = '{}'`;
  await reviewAd(deps(), staff, { adId: reviewed, verdict: "APPROVED", reasons: [] });
  const ofAll = await listBacklog(database.sql, staff);
  expect(ofAll.map(({ brandName, ads }) => [brandName, ads])).toEqual([
    ["Boats", 1],
    ["Kites", 1],
  ]);
  expect(await listBacklog(database.sql, ours)).toHaveLength(1);
  // A brand that names another one gets its own.
  expect(await reanalyseAds(deps(), ours, { brandId: theirs.brandId })).toBe(1);
  expect(await getAdDetail(database.sql, ours, { adId: mine })).toMatchObject({
    ...{ status: "QUEUED", version: 2, attempts: 0, analysis: null, review: "PENDING" },
  });
  expect(await getAdDetail(database.sql, ours, { adId: reviewed })).toMatchObject({
    ...{ status: "COMPLETED", review: "APPROVED" },
  });
  expect(await reanalyseAds(deps(), staff, { brandId: null })).toBe(1);
  expect(await listBacklog(database.sql, staff)).toEqual([]);
});
