import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AnalysedAd, analysedOf } from "#lib/ads/analysis/analyser.ts";
import { bandsOf, comparedText, shinglesOf } from "#lib/ads/analysis/near-duplicates.ts";
import { finishAds } from "#lib/ads/queue/finish-ads.ts";
import { findCandidates, showFingerprints } from "#lib/ads/queue/store-duplicates.ts";
import type { Completed } from "#lib/ads/queue/store-outcome.ts";
import { claimAds } from "#lib/ads/queue/store-work.ts";
import { insertAds } from "#lib/ads/store-ads.ts";
import { newAd } from "#lib/ads/submit-ad.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const actor: Actor = {
  ...{ kind: "api_key", keyId: "partner", scopes: ["ads:write"], brandId: null },
  ownerId: randomUUID(),
};

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`delete from ad`;
  await database.sql`delete from ad_fingerprint`;
});

const words =
  "Build your kingdom, train your dragons, and conquer new territories with a thousand friends online";

function analysisOf(completed: Omit<Completed, "analysis">): AnalysedAd {
  const shingles = shinglesOf(comparedText(completed.ad.input));
  const variants = [{ variant: 0, score: 70, findings: [], figures: {}, entities: [] }];
  const rest = { rulesVersion: 1, formula: "70", score: 70, variants, shingles };
  return analysedOf({ ...rest, bands: bandsOf(shingles) });
}

interface Held {
  readonly token: string;
  readonly completed: Completed;
}

/** An ad of a second ago per place, held by a worker of its own and analysed. */
async function held(place: number, mark: string): Promise<Held> {
  const input = {
    ...{
      title: `Dragon ${mark}`,
      description: words,
      genre: "Strategy",
      targetAudience: ["18-34"],
    },
    ...{
      visualElements: [],
      callToAction: "Download now",
      duration: 30,
      priority: 3,
      variants: [],
    },
  };
  const ad = newAd(actor, input, null);
  await insertAds(database.sql, [ad]);
  await database.sql`
    update ad set submitted_at = now() - interval '1 hour' + ${place} * interval '1 second' where id = ${ad.id}`;
  const token = randomUUID();
  const [claimed] = await claimAds(database.sql, token, [{ adId: ad.id, version: 1 }]);
  if (!claimed) throw new Error("not claimed");
  const outcome = { ad: claimed, workerId: token, log: [] };
  return { token, completed: { ...outcome, analysis: analysisOf(outcome) } };
}

const end = ({ token, completed }: Held) => finishAds(database.sql, token, [completed]);

async function findingsOf({ completed }: Held) {
  const [row] = await database.sql`
    select score, analysis -> 'variants' -> 0 -> 'findings' -> 0 as finding from ad where id = ${completed.ad.adId}`;
  return { score: row?.score, kind: row?.finding?.kind, severity: row?.finding?.severity };
}

describe("ads that say nearly the same", () => {
  it("are found when two workers end them at the same moment", async () => {
    for (let round = 0; round < 10; round++) {
      await database.sql`delete from ad`;
      await database.sql`delete from ad_fingerprint`;
      const first = await held(1, "one");
      const second = await held(2, "two");
      const ended = await Promise.all([end(second), end(first)]);
      expect(ended).toEqual([[true], [true]]);
      const found = [await findingsOf(first), await findingsOf(second)];
      // Whoever looked last has seen the other: the later one pays, or the earlier one names it.
      const later = found[1]?.severity === "bad";
      const earlier = found[0]?.severity === "info";
      expect(later || earlier, JSON.stringify(found)).toBe(true);
      expect(found[0]?.score).toBe(70);
      expect(found[1]?.score).toBe(later ? 55 : 70);
    }
  });

  it("control: looking before showing misses both", async () => {
    const askOf = ({ completed: { ad, analysis } }: Held) => ({
      ...{ adId: ad.adId, bands: analysis.bands },
      submittedAt: new Date(ad.submittedAtMs).toISOString(),
    });
    const both = [askOf(await held(1, "one")), askOf(await held(2, "two"))];
    const looks = await Promise.all(both.map((asked) => findCandidates(database.sql, [asked])));
    await Promise.all(both.map((asked) => showFingerprints(database.sql, [asked])));
    expect(looks.map((look) => look.size)).toEqual([0, 0]);
    const after = await Promise.all(both.map((asked) => findCandidates(database.sql, [asked])));
    expect(after.map((look) => look.size)).toEqual([1, 1]);
  });

  it("are found when the later one is analysed first", async () => {
    const first = await held(1, "one");
    const second = await held(2, "two");
    await end(second);
    await end(first);
    expect(await findingsOf(second)).toMatchObject({ score: 70 });
    expect(await findingsOf(first)).toEqual({
      score: 70,
      kind: "near_duplicate",
      severity: "info",
    });
  });

  it("are found within one batch", async () => {
    const first = await held(1, "one");
    const second = await held(2, "two");
    await database.sql`update ad set lease_token = ${first.token}`;
    await finishAds(database.sql, first.token, [first.completed, second.completed]);
    expect(await findingsOf(second)).toEqual({
      score: 55,
      kind: "near_duplicate",
      severity: "bad",
    });
  });
});
