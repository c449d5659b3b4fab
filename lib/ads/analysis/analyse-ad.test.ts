import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseAd } from "#lib/ads/analysis/analyse-ad.ts";
import { claims } from "#lib/ads/analysis/lexicon.ts";
import { bandsOf, shinglesOf, similarity } from "#lib/ads/analysis/near-duplicates.ts";
import { youngestAge } from "#lib/ads/analysis/restrictions.ts";
import { type AdInput, adInputSchema } from "#lib/ads/contract.ts";

const dragon: AdInput = adInputSchema.parse({
  title: "Dragon Kingdom: Rise to Power",
  description: "Build your kingdom, train your dragons, and conquer new territories!",
  genre: "Strategy",
  targetAudience: ["18-34", "Strategy Gamers"],
  visualElements: ["Dragons", "Castle", "Battle Scenes"],
  callToAction: "Download Now & Claim 1000 Free Gems!",
  duration: 30,
  priority: 2,
});
const kinds = (over: Partial<AdInput>, policy: Parameters<typeof analyseAd>[1] = []) =>
  analyseAd({ ...dragon, ...over }, policy).variants[0]?.findings ?? [];
const found = (
  over: Partial<AdInput>,
  kind: string,
  policy: Parameters<typeof analyseAd>[1] = [],
) => kinds(over, policy).find((each) => each.kind === kind);

describe("an analysis", () => {
  it("reads a good ad as one, with its reasons", () => {
    const analysis = analyseAd(dragon, []);
    expect(analysis.score).toBeGreaterThanOrEqual(85);
    const [own] = analysis.variants;
    expect(own?.findings.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        "readability",
        "length",
        "call_to_action",
        "urgency",
        "reward",
        "genre_fit",
        "visuals",
      ]),
    );
    expect(own?.entities).toContainEqual({ text: "1000", type: "CARDINAL" });
  });

  it("says the same of the same words, every time", () => {
    expect(analyseAd(dragon, [])).toEqual(analyseAd(structuredClone(dragon), []));
  });

  it("has a score that is the sum of its points, whatever the words", () => {
    const words = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 200 })
      .filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(
        words,
        words,
        words,
        fc.integer({ min: 1, max: 600 }),
        (title, description, callToAction, duration) => {
          const { variants } = analyseAd(
            { ...dragon, title, description, callToAction, duration },
            [],
          );
          for (const { score, findings } of variants) {
            const sum = findings.reduce((total, { points }) => total + points, 60);
            expect(score).toBe(Math.min(100, Math.max(0, sum)));
            for (const each of findings) expect(each.sentence).not.toBe("");
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("judges every wording, and the best counts", () => {
    const worse = { title: "Thing", description: "A thing.", callToAction: "Thing" };
    const analysis = analyseAd({ ...dragon, variants: [worse] }, []);
    expect(analysis.variants).toHaveLength(2);
    expect(analysis.variants[1]?.score).toBeLessThan(analysis.variants[0]?.score ?? 0);
    expect(analysis.score).toBe(analysis.variants[0]?.score);
  });
});

describe("the rules", () => {
  it.each([
    ["a text that is too long", { description: "word ".repeat(120) }, "length"],
    ["a call without a verb", { callToAction: "The kingdom" }, "call_to_action"],
    ["a guarantee", { description: "Wins guaranteed for you." }, "claim"],
    ["a superlative", { description: "The best game ever made." }, "superlative"],
    [
      "gambling for the young",
      { description: "A casino with slots.", targetAudience: ["13-17"] },
      "age_restricted",
    ],
    ["what nobody takes", { description: "Free hack and aimbot inside." }, "prohibited"],
    ["shouting", { description: "PLAY THIS GAME NOW!!! BEST! FREE!" }, "shouting"],
    ["no pictures", { visualElements: [] }, "visuals"],
    ["another genre's words", { title: "Hello", description: "Just a nice thing." }, "genre_fit"],
  ] as const)("name %s, with the words", (_, over, kind) => {
    const each = found(over as Partial<AdInput>, kind);
    expect(each?.severity).toMatch(/warn|bad/);
    expect(each?.points).toBeLessThan(0);
    expect(found({}, kind)?.points ?? 1).toBeGreaterThan(0);
  });

  it("look for words, not for letters within words", () => {
    expect(
      found({ description: "Grapeshot and swine in Methuselah's castle." }, "prohibited"),
    ).toBeUndefined();
    expect(
      found({ description: "Grapeshot and swine in Methuselah's castle." }, "age_restricted"),
    ).toBeUndefined();
  });

  it("let adults be told of a casino", () => {
    expect(found({ description: "A casino." }, "age_restricted")?.severity).toBe("info");
    expect(youngestAge(["21+", "18-34"])).toBe(18);
    expect(youngestAge(["Kids"])).toBe(0);
    expect(youngestAge(["Strategy Gamers"])).toBeUndefined();
  });

  it("keep to the brand's policy", () => {
    const policy = [
      { kind: "prohibited", phrase: "free gems" },
      { kind: "required", phrase: "in-app purchases" },
      { kind: "claim", phrase: "conquer" },
    ] as const;
    expect(found({}, "policy_prohibited", policy)).toMatchObject({ evidence: ["Free Gems"] });
    expect(found({}, "policy_required", policy)).toMatchObject({ evidence: ["in-app purchases"] });
    expect(found({}, "policy_claim", policy)).toMatchObject({ severity: "warn" });
  });

  it("find each claim in a sentence of its own", () => {
    const examples = [
      "Guaranteed fun.",
      "It is risk-free.",
      "100% free.",
      "Everybody wins here.",
      "Clinically proven.",
      "Earn real money.",
    ];
    expect(examples).toHaveLength(claims.length);
    examples.forEach((description, index) => {
      expect(description.match(claims[index]?.pattern ?? /^$/)).not.toBeNull();
    });
  });
});

describe("near-duplicates", () => {
  const text =
    "Build your kingdom, train your dragons, and conquer new territories with a thousand friends tonight";

  it("share a band and most shingles", () => {
    const near = text.replace("tonight", "today");
    const [one, two] = [shinglesOf(text), shinglesOf(near)];
    expect(similarity(one, two)).toBeGreaterThan(0.8);
    expect(bandsOf(one).some((band) => bandsOf(two).includes(band))).toBe(true);
  });

  it("are not texts about the same thing in other words", () => {
    const other =
      "Raise dragons, found a realm and rule over lands that nobody has seen before you";
    expect(similarity(shinglesOf(text), shinglesOf(other))).toBeLessThan(0.1);
  });

  it("estimate: the share of bands follows the published curve", () => {
    let shared = 0;
    const rounds = 300;
    for (let round = 0; round < rounds; round++) {
      const common = Array.from({ length: 80 }, (_, n) => shinglesOf(`c ${round} ${n}`)[0] ?? 0);
      const own = (side: string) =>
        Array.from({ length: 10 }, (_, n) => shinglesOf(`${side} ${round} ${n}`)[0] ?? 0);
      const [one, two] = [
        [...common, ...own("a")],
        [...common, ...own("b")],
      ];
      expect(similarity(one, two)).toBeCloseTo(0.8, 5);
      const bands = new Set(bandsOf(one));
      if (bandsOf(two).some((band) => bands.has(band))) shared++;
    }
    // 1 - (1 - 0.8^4)^8 = 0.985
    expect(shared / rounds).toBeGreaterThan(0.95);
  });
});
