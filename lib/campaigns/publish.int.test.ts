import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { archiveCampaign } from "#lib/campaigns/archive-campaign.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { createCampaign } from "#lib/campaigns/create-campaign.ts";
import { duplicateCampaign } from "#lib/campaigns/duplicate-campaign.ts";
import { editLiveCampaign } from "#lib/campaigns/edit-live-campaign.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { pauseCampaign, resumeCampaign } from "#lib/campaigns/pause-campaign.ts";
import { publishCampaign } from "#lib/campaigns/publish-campaign.ts";
import { listRevisions, restoreRevision } from "#lib/campaigns/revisions.ts";
import { saveDraft } from "#lib/campaigns/save-draft.ts";
import { withdrawCampaign } from "#lib/campaigns/withdraw-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { createBrand, createPool, testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const calls: string[] = [];
const plays = {
  openGame: async (_: unknown, { gameId }: { gameId: string }) => void calls.push(`open ${gameId}`),
  pauseGame: async (_: unknown, gameId: string) => void calls.push(`pause ${gameId}`),
  resumeGame: async (_: unknown, gameId: string) => void calls.push(`resume ${gameId}`),
  revisePlan: async (_: unknown, { gameId }: { gameId: string }) =>
    void calls.push(`revise ${gameId}`),
};
const deps = () => ({ sql: database.sql, masterSecret: testSecret, plays, nowMs: Date.now() });

beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  await sql`insert into "user" (id, name, email) values (${marketer.userId}, 'Mira', 'mira@example.com')`;
  const brand = await createBrand(sql, { name: "Corner Roastery" });
  await createPool(sql, brand.id, 50);
});
afterAll(() => database.drop());

const draft = async (change: (doc: CampaignDoc) => CampaignDoc = (doc) => doc) => {
  const name = `Reel ${randomUUID().slice(0, 6)}`;
  const input = { template: "friday-reel", name, timeZone: "Europe/Berlin" } as const;
  const { campaignId } = await createCampaign(deps(), marketer, input);
  const view = await getCampaign(database.sql, marketer, { campaignId });
  const [pool] = await database.sql<
    { id: string; brand_id: string }[]
  >`select id, brand_id from coupon_pool`;
  const games = view.doc.games.map((game) => ({
    ...game,
    prizes: [
      {
        id: randomUUID(),
        brandId: pool?.brand_id ?? "",
        poolId: pool?.id ?? "",
        name: "Coffee",
        quantity: 5,
        weight: 1,
        winsPerPlayer: 0,
        valueMinor: 300,
        currency: "EUR",
        template: {
          headline: "One coffee",
          terms: "",
          howToRedeem: "",
          redeemUrl: "",
          expiresAfterDays: null,
        },
      },
    ],
  }));
  const doc = change({ ...view.doc, games });
  const { docVersion } = await saveDraft(deps(), marketer, { campaignId, docVersion: 1, doc });
  return { campaignId, docVersion, doc };
};

const startNow = (doc: CampaignDoc): CampaignDoc => {
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  return { ...doc, startsAt, games: doc.games.map((game) => ({ ...game, startsAt })) };
};

describe("a campaign from draft to archive", () => {
  it("starts from a template with stock it can really give out", async () => {
    const { campaignId } = await createCampaign(deps(), marketer, {
      template: "one-day-drop",
      name: "Kaffee für alle",
      timeZone: "Europe/Berlin",
    });
    const { doc, state } = await getCampaign(database.sql, marketer, { campaignId });
    expect(state).toBe("draft");
    expect(doc.slug).toBe("kaffee-fur-alle");
    expect(doc.games[0]?.prizes[0]?.quantity).toBe(50);
  });

  it("refuses the second of two editors instead of overwriting the first", async () => {
    const { campaignId, docVersion, doc } = await draft();
    await saveDraft(deps(), marketer, { campaignId, docVersion, doc: { ...doc, name: "First" } });
    const second = saveDraft(deps(), marketer, {
      campaignId,
      docVersion,
      doc: { ...doc, name: "Second" },
    });
    await expect(second).rejects.toMatchObject({ code: "version_conflict" });
    expect((await getCampaign(database.sql, marketer, { campaignId })).name).toBe("First");
  });

  it("names what is missing and publishes nothing", async () => {
    const { campaignId, docVersion } = await draft((doc) => ({ ...doc, games: [] }));
    const attempt = publishCampaign(deps(), marketer, { campaignId, docVersion });
    await expect(attempt).rejects.toMatchObject({
      code: "campaign_not_publishable",
      fields: [{ path: "games", message: "Add at least one game." }],
    });
  });

  it("lays every game out with a commitment and leaves an audit row", async () => {
    const { campaignId, docVersion, doc } = await draft();
    const { state, revision } = await publishCampaign(deps(), marketer, { campaignId, docVersion });
    expect({ state, revision }).toEqual({ state: "scheduled", revision: 1 });
    const view = await getCampaign(database.sql, marketer, { campaignId });
    expect(view.games).toHaveLength(1);
    expect(view.games[0]).toMatchObject({ state: "scheduled", total: 5, won: 0 });
    expect(view.games[0]?.commitment).toMatch(/^[0-9a-f]{64}$/);
    expect(calls).toContain(`open ${doc.games[0]?.id}`);
    const audit = await database.sql`
      select action from audit_log where campaign_id = ${campaignId} order by id`;
    expect(audit.map((row) => row.action)).toEqual([
      "campaign.created",
      "campaign.saved",
      "campaign.published",
    ]);
  });

  it("is published once when two people press the button at once", async () => {
    const { campaignId, docVersion } = await draft();
    const both = await Promise.allSettled([
      publishCampaign(deps(), marketer, { campaignId, docVersion }),
      publishCampaign(deps(), marketer, { campaignId, docVersion }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const games = await database.sql`select 1 from game where campaign_id = ${campaignId}`;
    expect(games).toHaveLength(1);
  });

  it("publishes nothing when the pipeline refuses a game", async () => {
    const { campaignId, docVersion } = await draft();
    const broken = { ...plays, openGame: () => Promise.reject(new Error("no chain")) };
    const attempt = publishCampaign({ ...deps(), plays: broken }, marketer, {
      campaignId,
      docVersion,
    });
    await expect(attempt).rejects.toThrow("no chain");
    const view = await getCampaign(database.sql, marketer, { campaignId });
    expect(view).toMatchObject({ state: "draft", revision: 0, games: [] });
  });

  it("goes back to draft before the first play with fresh game ids", async () => {
    const { campaignId, docVersion, doc } = await draft();
    await publishCampaign(deps(), marketer, { campaignId, docVersion });
    await withdrawCampaign(deps(), marketer, { campaignId });
    const view = await getCampaign(database.sql, marketer, { campaignId });
    expect(view).toMatchObject({ state: "draft", games: [] });
    expect(view.doc.games[0]?.id).not.toBe(doc.games[0]?.id);
    await publishCampaign(deps(), marketer, { campaignId, docVersion: view.docVersion });
  });

  it("takes texts at once, refuses what is committed, and restores", async () => {
    const { campaignId, docVersion } = await draft(startNow);
    await publishCampaign(deps(), marketer, { campaignId, docVersion });
    const { doc, docVersion: live } = await getCampaign(database.sql, marketer, { campaignId });
    const locked = { ...doc, games: doc.games.map((game) => ({ ...game, winsPerPlayer: 9 })) };
    await expect(
      editLiveCampaign(deps(), marketer, { campaignId, docVersion: live, doc: locked }),
    ).rejects.toMatchObject({ code: "field_locked", fields: [{ path: "games.0.winsPerPlayer" }] });
    const renamed = { ...doc, games: doc.games.map((game) => ({ ...game, name: "Renamed" })) };
    const edit = { campaignId, docVersion: live, doc: renamed };
    const { docVersion: next, revision } = await editLiveCampaign(deps(), marketer, edit);
    expect(revision).toBe(2);
    expect((await getCampaign(database.sql, marketer, { campaignId })).games[0]?.name).toBe(
      "Renamed",
    );
    const [newest] = await listRevisions(database.sql, marketer, { campaignId });
    expect(newest?.changes.map(({ path }) => path)).toEqual(["games.0.name"]);
    await restoreRevision(deps(), marketer, { campaignId, revision: 1, docVersion: next });
    const back = await getCampaign(database.sql, marketer, { campaignId });
    expect(back.games[0]?.name).toBe("Friday reel");
    expect(back.revision).toBe(3);
  });

  it("leaves plan and prizes of a game that is over as they were", async () => {
    const { campaignId, docVersion } = await draft(startNow);
    await publishCampaign(deps(), marketer, { campaignId, docVersion });
    // The campaign goes on; its first game is over.
    const over = new Date(Date.now() - 1000).toISOString();
    await database.sql`
      update campaign set doc = jsonb_set(doc, '{games,0,endsAt}', to_jsonb(${over}::text)) where id = ${campaignId}`;
    const { doc, docVersion: live } = await getCampaign(database.sql, marketer, { campaignId });
    const more = (by: number) => ({
      ...doc,
      games: doc.games.map((game) => ({
        ...game,
        name: "Renamed",
        prizes: game.prizes.map((prize) => ({ ...prize, quantity: prize.quantity + by })),
      })),
    });
    const edit = (by: number) =>
      editLiveCampaign(deps(), marketer, { campaignId, docVersion: live, doc: more(by) });
    await expect(edit(5)).rejects.toMatchObject({
      code: "field_locked",
      fields: [{ path: "games.0.prizes.0.quantity", message: "This game is over." }],
    });
    expect(await edit(0)).toMatchObject({ revision: 2 });
  });

  it("pauses and resumes its live games, and a second click changes nothing", async () => {
    const { campaignId, docVersion, doc } = await draft(startNow);
    await publishCampaign(deps(), marketer, { campaignId, docVersion });
    await pauseCampaign(deps(), marketer, { campaignId });
    await pauseCampaign(deps(), marketer, { campaignId });
    expect(calls.filter((call) => call === `pause ${doc.games[0]?.id}`)).toHaveLength(1);
    await database.sql`update game set state = 'paused' where campaign_id = ${campaignId}`;
    await resumeCampaign(deps(), marketer, { campaignId });
    expect(calls).toContain(`resume ${doc.games[0]?.id}`);
    expect((await getCampaign(database.sql, marketer, { campaignId })).state).toBe("live");
  });

  it("copies as a draft ahead without codes", async () => {
    const { campaignId } = await draft(startNow);
    const copy = await duplicateCampaign(deps(), marketer, { campaignId });
    const { doc, state } = await getCampaign(database.sql, marketer, copy);
    expect(state).toBe("draft");
    expect(Date.parse(doc.startsAt)).toBeGreaterThan(Date.now());
    expect(doc.games[0]?.prizes[0]?.poolId).toBeNull();
  });

  it("follows the clock from scheduled to live to ended, once", async () => {
    const { campaignId, docVersion } = await draft();
    await publishCampaign(deps(), marketer, { campaignId, docVersion });
    const { sql } = database;
    const shift = async (from: string, to: string) => {
      await sql`update campaign set starts_at = now() + ${from}::interval, ends_at = now() + ${to}::interval where id = ${campaignId}`;
      await sql`update game set starts_at = now() + ${from}::interval, ends_at = now() + ${to}::interval where campaign_id = ${campaignId}`;
    };
    await shift("-1 minute", "1 hour");
    const both = await Promise.all([advanceStates(sql), advanceStates(sql)]);
    expect(both.flat().filter((change) => change.campaignId === campaignId)).toHaveLength(2);
    expect((await getCampaign(sql, marketer, { campaignId })).games[0]?.state).toBe("live");
    await shift("-1 hour", "-1 second");
    await advanceStates(sql);
    expect((await getCampaign(sql, marketer, { campaignId })).state).toBe("ended");
    await archiveCampaign(deps(), marketer, { campaignId });
    const page = await listCampaigns(sql, marketer, { states: ["archived"] });
    expect(page.rows.map(({ id }) => id)).toContain(campaignId);
  });

  it("lists by search, state and page with counts that add up", async () => {
    const page = await listCampaigns(database.sql, marketer, {
      q: "reel",
      sort: "name",
      pageSize: 2,
    });
    expect(page.rows).toHaveLength(2);
    const { archived: _, ...shown } = page.counts;
    expect(page.total).toBe(Object.values(shown).reduce((sum, count) => sum + count, 0));
    const live = await listCampaigns(database.sql, marketer, { states: ["live"] });
    expect(live.rows.every(({ state }) => state === "live")).toBe(true);
    expect(live.rows[0]?.brands[0]?.name).toBe("Corner Roastery");
  });

  it("refuses brand people everything here", async () => {
    const other: Actor = {
      kind: "user",
      userId: randomUUID(),
      role: "brand",
      brandId: randomUUID(),
    };
    await expect(listCampaigns(database.sql, other)).rejects.toMatchObject({ code: "forbidden" });
    const { campaignId, docVersion } = await draft();
    await expect(publishCampaign(deps(), other, { campaignId, docVersion })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
