import { describe, expect, it } from "vitest";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import { type CampaignDoc, campaignDocSchema, campaignTemplates } from "#lib/campaigns/contract.ts";
import { contrastWithWhite, isReadable, nearestReadable } from "#lib/campaigns/contrast.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import { duplicateDocument } from "#lib/campaigns/duplicate-document.ts";
import { liveChanges, mergeAtOnce } from "#lib/campaigns/live-fields.ts";
import { isPublishable, publishChecklist } from "#lib/campaigns/publish-checklist.ts";
import { freeSlug, slugOf } from "#lib/campaigns/slug.ts";
import { summarySentence } from "#lib/campaigns/summary-sentence.ts";
import { documentFromTemplate } from "#lib/campaigns/templates.ts";

const nowMs = Date.parse("2026-11-18T10:00:00Z");
let ids = 0;
const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;
const [roastery, kino, pool, kinoPool] = [newId(), newId(), newId(), newId()];

const prize = (brandId: string, poolId: string, quantity: number) => ({
  id: newId(),
  brandId,
  poolId,
  name: "Coffee",
  quantity,
  weight: 1,
  winsPerPlayer: 0,
  valueMinor: 300,
  currency: "EUR",
  template: {
    headline: "Coffee",
    terms: "",
    howToRedeem: "",
    redeemUrl: "",
    expiresAfterDays: null,
  },
});

function sound(): CampaignDoc {
  const doc = documentFromTemplate({
    template: "friday-reel",
    name: "Friday Weekend",
    slug: "friday-weekend",
    timeZone: "Europe/Berlin",
    nowMs,
    newId,
  });
  return {
    ...doc,
    games: doc.games.map((game) => ({
      ...game,
      prizes: [prize(roastery, pool, 600), prize(kino, kinoPool, 400)],
    })),
    rules: { ...doc.rules, officialRules: "Be kind." },
  };
}

const facts: ChecklistFacts = {
  nowMs,
  slugTaken: false,
  partnerKeys: 0,
  brands: [
    { id: roastery, name: "Corner Roastery", archived: false },
    { id: kino, name: "Kino Luna", archived: false },
  ],
  pools: [
    {
      id: pool,
      name: "Whites",
      brandId: roastery,
      available: 600,
      promised: 0,
      archived: false,
      codesExpireAtMs: null,
    },
    {
      id: kinoPool,
      name: "Tickets",
      brandId: kino,
      available: 900,
      promised: 500,
      archived: false,
      codesExpireAtMs: null,
    },
  ],
};
const errors = (doc: CampaignDoc, about: Partial<ChecklistFacts> = {}) =>
  publishChecklist(doc, { ...facts, ...about }).filter(({ severity }) => severity === "error");
type Game = CampaignDoc["games"][number];
const withGame = (doc: CampaignDoc, change: (game: Game) => Game) => ({
  ...doc,
  games: doc.games.map(change),
});

describe("the summary", () => {
  it("reads as one sentence", () => {
    expect(summarySentence(sound())).toBe(
      "1,000 coupons from 2 brands, Fri 20 Nov 18:00 to Sun 22 Nov 22:00 Berlin (52 h), about 19 an hour.",
    );
  });

  it.each([
    [
      (doc: CampaignDoc) => withGame(doc, (game) => ({ ...game, prizes: [] })),
      /^No coupons yet, Fri/,
    ],
    [(doc: CampaignDoc) => ({ ...doc, timeZone: "Nowhere" }), /time zone/],
    [
      (doc: CampaignDoc) => withGame(doc, (game) => ({ ...game, endsAt: game.startsAt })),
      /end after/,
    ],
    [
      (doc: CampaignDoc) =>
        withGame(doc, (game) => ({ ...game, prizes: [prize(roastery, pool, 1)] })),
      /^1 coupon from 1 brand, .* about 1 a day\.$/,
    ],
  ])("stays a sentence at the edges", (change, text) => {
    expect(summarySentence(change(sound()))).toMatch(text);
  });
});

describe("templates", () => {
  it.each(campaignTemplates)("%s makes a document the editor takes, ahead in time", (template) => {
    const doc = documentFromTemplate({
      template,
      name: "X",
      slug: "x",
      timeZone: "Asia/Tokyo",
      nowMs,
      newId,
    });
    expect(campaignDocSchema.safeParse(doc).error).toBeUndefined();
    expect(Date.parse(doc.startsAt)).toBeGreaterThan(nowMs);
    expect(Date.parse(doc.endsAt)).toBeGreaterThan(Date.parse(doc.startsAt));
  });

  it("make addresses that are free", () => {
    expect(slugOf("  Äpfel & Straße! ")).toBe("apfel-strasse");
    expect(slugOf("???")).toBe("campaign");
    expect(freeSlug("a", new Set(["a", "a-2"]))).toBe("a-3");
  });
});

describe("the publish checklist", () => {
  it("is clean for a sound campaign", () => {
    expect(errors(sound())).toEqual([]);
    expect(isPublishable(publishChecklist(sound(), facts))).toBe(true);
  });

  const broken: readonly [string, (doc: CampaignDoc) => CampaignDoc, string][] = [
    ["no name", (doc) => ({ ...doc, name: " " }), "name"],
    ["no games", (doc) => ({ ...doc, games: [] }), "games"],
    ["a zone that does not exist", (doc) => ({ ...doc, timeZone: "X/Y" }), "timeZone"],
    [
      "a game of seconds",
      (doc) => withGame(doc, (g) => ({ ...g, endsAt: g.startsAt })),
      "games.0.endsAt",
    ],
    [
      "a game outside",
      (doc) => ({ ...doc, endsAt: "2026-11-21T00:00:00+01:00" }),
      "games.0.startsAt",
    ],
    ["no coupons", (doc) => withGame(doc, (g) => ({ ...g, prizes: [] })), "games.0.prizes"],
    [
      "a twin address",
      (doc) => ({ ...doc, games: [...doc.games, ...withGame(sound(), (g) => g).games] }),
      "games.1.slug",
    ],
    [
      "a foreign pool",
      (doc) => withGame(doc, (g) => ({ ...g, prizes: [prize(roastery, kinoPool, 1)] })),
      "games.0.prizes.0.poolId",
    ],
    [
      "an unknown brand",
      (doc) => withGame(doc, (g) => ({ ...g, prizes: [prize(newId(), pool, 1)] })),
      "games.0.prizes.0.brandId",
    ],
    [
      "a colour nobody can read on",
      (doc) => ({ ...doc, look: { ...doc.look, enamel: "#FFC02E" } }),
      "look.enamel",
    ],
  ];
  it.each(broken)("names %s", (_name, change, path) => {
    const found = errors(change(sound()));
    expect(found.map((line) => line.path)).toContain(path);
    expect(found.every((line) => line.link === `#${line.path.replaceAll(".", "-")}`)).toBe(true);
  });

  it("counts what other campaigns were promised, and says both figures", () => {
    const doc = withGame(sound(), (game) => ({ ...game, prizes: [prize(kino, kinoPool, 401)] }));
    expect(errors(doc)[0]?.message).toBe(
      "The pool Tickets has 400 of 401 codes. 500 are promised to other campaigns.",
    );
  });

  it("adds up prize lines that share a pool", () => {
    const prizes = [prize(roastery, pool, 300), prize(roastery, pool, 301)];
    expect(errors(withGame(sound(), (game) => ({ ...game, prizes })))[0]?.message).toBe(
      "The pool Whites has 600 of 601 codes.",
    );
  });

  it("warns that anonymous limits count browsers", () => {
    const lines = publishChecklist(sound(), facts);
    expect(lines.find(({ path }) => path === "games.0.whoMayPlay")?.severity).toBe("warning");
  });

  it.each([
    [0, ["warning"]],
    [1, []],
  ])(
    "says of identified players with %i partner keys that nobody can play, or nothing",
    (partnerKeys, severities) => {
      const doc = withGame(sound(), (game) => ({ ...game, whoMayPlay: "identified" }));
      const lines = publishChecklist(doc, { ...facts, partnerKeys });
      const said = lines.filter(({ path }) => path === "games.0.whoMayPlay");
      expect(said.map(({ severity }) => severity)).toEqual(severities);
    },
  );
});

describe("edits of a live campaign", () => {
  it("sort into at once and locked, with the reason", () => {
    const before = sound();
    const after = withGame({ ...before, name: "New", slug: "new" }, (game) => ({
      ...game,
      name: "Reel",
      winsPerPlayer: 9,
      prizes: game.prizes.map((line, index) => (index === 0 ? { ...line, quantity: 601 } : line)),
    }));
    const { atOnce, locked } = liveChanges(before, after);
    expect(atOnce.map(({ path }) => path)).toEqual([
      ...["name", "games.0.name", "games.0.prizes.0.quantity"],
    ]);
    expect(locked.map(({ path }) => path)).toEqual(["slug", "games.0.winsPerPlayer"]);
    expect(locked.every(({ why }) => why.length > 20)).toBe(true);
  });

  it("let a whole game in and none out", () => {
    const before = sound();
    const more = {
      ...before,
      games: [...before.games, { ...sound().games[0], slug: "two" } as Game],
    };
    expect(liveChanges(before, more)).toMatchObject({
      atOnce: [{ label: "Game added" }],
      locked: [],
    });
    expect(liveChanges(more, before).locked).toHaveLength(1);
  });

  it("restore only what may still change", () => {
    const current = sound();
    const old = withGame({ ...current, name: "Old", slug: "old" }, (game) => ({
      ...game,
      name: "Old",
      winsPerPlayer: 7,
    }));
    const merged = mergeAtOnce(current, old, 0);
    expect(liveChanges(current, merged).locked).toEqual([]);
    expect([merged.name, merged.games[0]?.name, merged.slug]).toEqual(["Old", "Old", current.slug]);
  });

  it("restore no quantity of a game that is over", () => {
    const current = sound();
    const old = withGame(current, (game) => ({
      ...game,
      prizes: game.prizes.map((prize) => ({ ...prize, quantity: prize.quantity + 7 })),
    }));
    const quantityAt = (nowMs: number) =>
      mergeAtOnce(current, old, nowMs).games[0]?.prizes[0]?.quantity;
    const was = current.games[0]?.prizes[0]?.quantity ?? 0;
    const endsMs = Date.parse(current.games[0]?.endsAt ?? "");
    expect([quantityAt(endsMs - 1), quantityAt(endsMs)]).toEqual([was + 7, was]);
  });

  it("do not call a moved game changed", () => {
    const doc = {
      ...sound(),
      games: [...sound().games, { ...sound().games[0], slug: "b" } as Game],
    };
    expect(diffDocs(doc, { ...doc, games: [...doc.games].reverse() })).toEqual([]);
  });
});

describe("a copy", () => {
  it("lies ahead on the same weekday and hour, without pools", () => {
    const later = Date.parse("2027-04-01T00:00:00Z");
    const copy = duplicateDocument(sound(), { slug: "copy", nowMs: later, newId });
    expect(copy.startsAt).toBe("2027-04-02T18:00:00+02:00");
    expect(copy.games[0]?.prizes.every(({ poolId }) => poolId === null)).toBe(true);
  });
});

describe("colours", () => {
  it("are judged by WCAG and darkened only as far as needed", () => {
    expect(contrastWithWhite("#000000")).toBeCloseTo(21);
    expect(isReadable("#B9290F")).toBe(true);
    const nearest = nearestReadable("#FFC02E");
    expect(contrastWithWhite(nearest)).toBeGreaterThanOrEqual(4.5);
    expect(contrastWithWhite(nearest)).toBeLessThan(4.8);
  });
});
