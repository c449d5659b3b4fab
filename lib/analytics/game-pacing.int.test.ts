// A game from its settings to its ledger: published in each mode, edited while it runs, simulated before and after.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { livePacing } from "#lib/analytics/live-pacing.ts";
import { listPastGames, pastTraffic } from "#lib/analytics/past-traffic.ts";
import { simulationOrder, usePlan } from "#lib/analytics/simulate-game.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { createCampaign } from "#lib/campaigns/create-campaign.ts";
import { editLiveCampaign } from "#lib/campaigns/edit-live-campaign.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import { type PacingDoc, pacingModes } from "#lib/campaigns/pacing-contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { publishCampaign } from "#lib/campaigns/publish-campaign.ts";
import { saveDraft } from "#lib/campaigns/save-draft.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { revisePlan } from "#lib/plays/revise-plan.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { createBrand, createPool, testSecret } from "#lib/testing/factories.ts";
import { acceptPlays, createPlayableGame } from "#lib/testing/ledger-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const plays = { openGame, pauseGame, resumeGame, revisePlan };
const deps = () => ({ sql: database.sql, masterSecret: testSecret, plays, nowMs: Date.now() });

beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  await sql`insert into "user" (id, name, email) values (${marketer.userId}, 'Mira', 'mira@example.com')`;
});
afterAll(() => database.drop());

type Game = CampaignDoc["games"][number];

/** A draft that began an hour ago and ends in three, with 40 coupons of a brand of its own. */
async function draft(pacing: Partial<PacingDoc>) {
  const { sql } = database;
  const brand = await createBrand(sql);
  await createPool(sql, brand.id, 60);
  const { campaignId } = await createCampaign(deps(), marketer, {
    ...{ template: "one-day-drop", name: `Pace ${randomUUID()}`, timeZone: "Europe/Berlin" },
  });
  const view = await getCampaign(sql, marketer, { campaignId });
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const window = { startsAt: at(-1), endsAt: at(3) };
  const games = view.doc.games.map((game) => ({
    ...{ ...game, ...window },
    prizes: game.prizes.map((prize) => ({ ...prize, name: "Coffee", quantity: 40 })),
    pacing: { ...pacingOf(game), ...pacing },
  }));
  const doc: CampaignDoc = { ...view.doc, ...window, games };
  const { docVersion } = await saveDraft(deps(), marketer, {
    ...{ campaignId, docVersion: view.docVersion, doc },
  });
  const [game] = games;
  return { campaignId, docVersion, doc, gameId: game?.id ?? "" };
}

const withGame = (doc: CampaignDoc, change: (game: Game) => Game): CampaignDoc => ({
  ...doc,
  games: doc.games.map(change),
});

it.each(pacingModes)(
  "publishes %s as it was set, and edits its plan as a revision",
  async (mode) => {
    const { sql } = database;
    const { campaignId, docVersion, doc, gameId } = await draft({
      ...{ mode, odds: 0.2, finaleMinutes: 10, closeWith: "return" },
      limits: [{ per: "hour", seconds: 600, min: 0, max: 20 }],
    });
    await publishCampaign(deps(), marketer, { campaignId, docVersion });
    const [row] = await sql`
    select g.pacing_mode, g.close_with, p.config, p.committed::jsonb as committed from game g
    join game_plan p on p.game_id = g.id where g.id = ${gameId}`;
    expect(row).toMatchObject({ pacing_mode: mode, close_with: "return" });
    expect(row?.config).toMatchObject({ mode, odds: 0.2, finale: 600, windows: [{ max: 20 }] });
    expect(row?.committed).toMatchObject({ config: { mode }, rules: { closeWith: "return" } });
    expect(await verifyLedger(sql, testSecret, gameId)).toMatchObject({ ok: true, entries: 1 });

    const view = await getCampaign(sql, marketer, { campaignId });
    const points = [
      { at: 0, rate: 10 },
      { at: 1, rate: 90 },
    ];
    const edited = withGame(view.doc, (game) => ({
      ...game,
      prizes: game.prizes.map((prize) => ({ ...prize, quantity: 50 })),
      pacing: { ...pacingOf(game), plan: { kind: "drawn", points, past: null } },
    }));
    const edit = { campaignId, docVersion: view.docVersion };
    const saved = await editLiveCampaign(deps(), marketer, { ...edit, doc: edited });
    const kinds = await sql`select kind from chain_entry where game_id = ${gameId} order by seq`;
    expect(kinds.map(({ kind }) => kind)).toEqual(["genesis", "revision"]);
    expect(await verifyLedger(sql, testSecret, gameId)).toMatchObject({ ok: true, entries: 2 });
    // An edit of a text is no revision of the plan.
    const named = { ...edited, name: "Another name" };
    await editLiveCampaign(deps(), marketer, { ...edit, docVersion: saved.docVersion, doc: named });
    expect(await verifyLedger(sql, testSecret, gameId)).toMatchObject({ ok: true, entries: 2 });
    expect(doc.games[0]?.pacing?.mode).toBe(mode);
  },
);

it("keeps what the commitment covers locked, and refuses limits that cannot be", async () => {
  const { sql } = database;
  const { campaignId, docVersion } = await draft({});
  await publishCampaign(deps(), marketer, { campaignId, docVersion });
  const view = await getCampaign(sql, marketer, { campaignId });
  for (const change of [{ mode: "odds" }, { closeWith: "return" }, { finaleMinutes: 9 }] as const) {
    const doc = withGame(view.doc, (game) => ({
      ...game,
      pacing: { ...pacingOf(game), ...change },
    }));
    const edit = { campaignId, docVersion: view.docVersion, doc };
    await expect(editLiveCampaign(deps(), marketer, edit)).rejects.toMatchObject({
      code: "field_locked",
    });
  }
  const tight = await draft({ limits: [{ per: "hour", seconds: 600, min: 0, max: 2 }] });
  const attempt = publishCampaign(deps(), marketer, {
    ...{ campaignId: tight.campaignId, docVersion: tight.docVersion },
  });
  await expect(attempt).rejects.toMatchObject({
    code: "campaign_not_publishable",
    fields: [
      { path: "games.0.pacing.limits", message: expect.stringMatching(/At most 2 per hour/) },
    ],
  });
});

it("simulates the draft over earlier plays, and writes the plan that was chosen", async () => {
  const { sql } = database;
  const played = await createPlayableGame(sql, { startsInS: -1800, endsInS: 1800 });
  await acceptPlays(sql, played, 30);
  const past = await listPastGames(sql, marketer);
  expect(past).toContainEqual(expect.objectContaining({ gameId: played.gameId, plays: 30 }));
  const { traffic } = await pastTraffic(sql, marketer, played);
  expect(traffic.reduce((sum, count) => sum + count, 0)).toBe(30);

  const { campaignId, docVersion, gameId } = await draft({ finaleMinutes: 10 });
  const order = await simulationOrder(sql, marketer, {
    ...{ campaignId, gameId, plan: "traffic", phi: 0.8, seeds: 4 },
    ...{ modes: [...pacingModes], traffic: { kind: "replay", gameId: played.gameId } },
  });
  expect(order.runs.map(({ refused }) => refused)).toEqual([null, null, null, null, null]);
  expect(order.runs[0]?.request.settings).toMatchObject({ finale: 600, recipe: { phi: 0.8 } });
  const { request } = order.runs[1] ?? {};
  expect(request?.traffic.kind === "trace" && request.traffic.times.length).toBe(30);
  const { kind, past: used } = order.plan;
  await usePlan(deps(), marketer, {
    ...{ campaignId, docVersion, gameId, mode: "slot", expectedPlays: order.expectedPlays },
    plan: { kind, past: used && { ...used, traffic: [...used.traffic] } },
  });
  const { doc } = await getCampaign(sql, marketer, { campaignId });
  expect(doc.games[0]).toMatchObject({
    expectedPlays: 30,
    pacing: { mode: "slot", plan: { kind: "past", past: { gameId: played.gameId, phi: 0.8 } } },
  });
});

it("lays winners beside the plan, slot by slot", async () => {
  const { sql } = database;
  const game = await createPlayableGame(sql, { startsInS: -1800, endsInS: 1800 });
  const quiet = await livePacing(sql, marketer, game);
  expect(quiet).toMatchObject({ odds: null, prizes: [{ won: 0, left: 20 }] });
  const past = quiet.slots.wins.filter((wins) => wins !== null).length;
  expect([24, 25]).toContain(past);
  const planned = quiet.slots.planned.reduce((sum, each) => sum + each, 0);
  expect(planned).toBeCloseTo(20, 6);
});
