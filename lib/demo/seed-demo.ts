import { randomUUID } from "node:crypto";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import type { GamePlan } from "#lib/campaigns/game-plan.ts";
import { layOutGame } from "#lib/campaigns/lay-out-game.ts";
import { freeSlug, slugOf } from "#lib/campaigns/slug.ts";
import { insertBrand, listBrandSlugs } from "#lib/campaigns/store-brands.ts";
import {
  insertCampaign,
  insertRevision,
  listSlugs,
  updateCampaignState,
} from "#lib/campaigns/store-campaigns.ts";
import { commitImport } from "#lib/coupons/finish-import.ts";
import { generateImport } from "#lib/coupons/generate-import.ts";
import { createPool } from "#lib/coupons/pools.ts";
import { advanceImport } from "#lib/coupons/run-imports.ts";
import { allowLongWork } from "#lib/coupons/store-staging.ts";
import { buildHistory, chainHistory, type HistoryRow } from "#lib/demo/build-history.ts";
import {
  type DemoBrand,
  endedDocument,
  historyHours,
  historyPlays,
  liveDocument,
} from "#lib/demo/demo-documents.ts";
import { demoBytes, demoPlays } from "#lib/demo/demo-plays.ts";
import { seedNetwork } from "#lib/demo/seed-network.ts";
import {
  deleteDemo,
  findDemoCampaign,
  findDemoSlug,
  hasCampaigns,
  lockDemo,
  markPublished,
} from "#lib/demo/store-demo.ts";
import {
  findHead,
  finishGame,
  type Given,
  giveCoupons,
  insertEntries,
  insertPlays,
  insertResults,
  listFreeCoupons,
} from "#lib/demo/store-history.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { openGame } from "#lib/plays/open-game.ts";

export interface DemoDeps {
  readonly sql: Sql;
  readonly masterSecret: string;
  readonly nowMs: number;
}

const system: Actor = { kind: "system" };
const historyBatch = 50;
const historyPlayers = 9_000;

interface Stocked {
  readonly live: readonly [DemoBrand, DemoBrand];
  readonly ended: readonly [DemoBrand, DemoBrand];
}

async function stockPool(
  deps: DemoDeps,
  brandId: string,
  pool: { readonly name: string; readonly pattern: string; readonly count: number },
): Promise<DemoBrand> {
  const { poolId } = await createPool(deps, system, { brandId, name: pool.name });
  const { pattern, count } = pool;
  const { importId } = await generateImport(deps, system, { poolId, pattern, count });
  await advanceImport(deps, importId);
  await commitImport(deps, system, { importId });
  await advanceImport(deps, importId);
  return { brandId, poolId };
}

async function stock(deps: DemoDeps): Promise<Stocked> {
  const [roastery, kino] = await deps.sql.begin(async (tx) => {
    const brand = async (name: string, monogram: string, color: string) => {
      const base = slugOf(name);
      const slug = freeSlug(base, await listBrandSlugs(tx, base));
      const none = { contactEmail: null, website: null };
      return await insertBrand(tx, { name, slug, monogram, color, ...none, demo: true });
    };
    return [
      await brand("Corner Roastery", "CR", "#7A3B12"),
      await brand("Kino Luna", "KL", "#1F3A5F"),
    ] as const;
  });
  const pool = (brandId: string, name: string, pattern: string, count: number) =>
    stockPool(deps, brandId, { name, pattern, count });
  return {
    live: [
      await pool(roastery, "Flat whites, autumn", "ROAST-####-####", 600),
      await pool(kino, "Two for one, autumn", "LUNA-####-####", 400),
    ],
    ended: [
      await pool(roastery, "Flat whites, warm-up", "ROAST-####-####", 500),
      await pool(kino, "Two for one, warm-up", "LUNA-####-####", 300),
    ],
  };
}

async function publish(
  tx: Executor,
  deps: DemoDeps,
  draft: CampaignDoc,
  given: { readonly state: "live" | "ended"; readonly seed?: Buffer },
): Promise<readonly GamePlan[]> {
  const slug = freeSlug(draft.slug, await listSlugs(tx, draft.slug));
  const doc = { ...draft, slug };
  const campaignId = await insertCampaign(tx, { doc, ownerId: null, demo: true });
  const planned: GamePlan[] = [];
  for (const [position, game] of doc.games.entries()) {
    const waits = Date.parse(game.startsAt) > deps.nowMs;
    const state = waits ? "scheduled" : given.state;
    const seed = given.seed && { seed: given.seed };
    const host = { masterSecret: deps.masterSecret, plays: { openGame } };
    planned.push(await layOutGame(tx, host, { campaignId, doc, game, position, state, ...seed }));
  }
  await updateCampaignState(tx, campaignId, given.state);
  await insertRevision(tx, { campaignId, revision: 1, doc, note: "Published", authorId: null });
  await markPublished(tx, campaignId);
  return planned;
}

/** Takes the next free coupon of its pool for every win, in the order of the ledger. */
async function assignCoupons(
  tx: Executor,
  doc: CampaignDoc,
  rows: readonly HistoryRow[],
): Promise<Map<string, Given>> {
  const prizes = doc.games[0]?.prizes ?? [];
  const free = await Promise.all(
    prizes.map((prize) => listFreeCoupons(tx, prize.poolId ?? "", prize.quantity)),
  );
  const given = new Map<string, Given>();
  for (const { playId, decision } of rows) {
    const prize = prizes[decision.brand];
    if (!prize) continue;
    const couponId = free[decision.brand]?.shift();
    if (couponId === undefined) throw new Error("the demo pool has a coupon for every win");
    given.set(playId, { playId, couponId, prizeId: prize.id });
  }
  return given;
}

/** The ended game with its whole ledger. */
async function writeHistory(tx: Executor, deps: DemoDeps, doc: CampaignDoc): Promise<void> {
  const [game] = doc.games;
  if (!game) throw new Error("the ended campaign has a game");
  const seed = demoBytes("seed", 32);
  const [planned] = await publish(tx, deps, doc, { state: "ended", seed });
  if (!planned) throw new Error("the ended game has a plan");
  const { config, plan } = planned;
  const target = {
    gameId: game.id,
    startsAt: game.startsAt,
    revealSeconds: game.revealSeconds,
  };
  const head = await findHead(tx, game.id);
  const plays = demoPlays(historyPlays, historyHours, historyPlayers);
  const base = { gameId: game.id, seed, batchSize: historyBatch };
  const history = buildHistory({ ...base, config, plan, plays });
  const given = await assignCoupons(tx, doc, history.rows);
  await insertPlays(tx, target, history.rows);
  await insertResults(tx, target, history.rows, given);
  const entries = chainHistory(
    { ...base, head: head.hash },
    history.rows,
    (playId) => given.get(playId)?.couponId,
  );
  await insertEntries(tx, target, entries, head.seq);
  await giveCoupons(tx, game.id, [...given.values()]);
  await finishGame(tx, target, history);
}

export interface SeededDemo {
  readonly seeded: boolean;
  /** Address of the live demo campaign; null when there is none. */
  readonly slug: string | null;
}

/**
 * Makes the demo: a campaign that is live from this minute and one that is over, with a ledger that verifies.
 * Does nothing when the demo is there, or, with `ifEmpty`, when anything else is. What a seeding that broke off
 * left behind is cleared away first.
 */
export async function seedDemo(
  deps: DemoDeps,
  { ifEmpty = false }: { readonly ifEmpty?: boolean } = {},
): Promise<SeededDemo> {
  return deps.sql.begin(async (turn) => {
    await lockDemo(turn);
    await allowLongWork(turn);
    const slug = await findDemoSlug(turn);
    if (slug !== undefined) return { seeded: false, slug };
    if (ifEmpty && (await hasCampaigns(turn))) return { seeded: false, slug: null };
    await deps.sql.begin((tx) => deleteDemo(tx));
    const pools = await stock(deps);
    await deps.sql.begin(async (tx) => {
      await allowLongWork(tx);
      await writeHistory(tx, deps, endedDocument(deps.nowMs, pools.ended));
      const live = liveDocument(deps.nowMs, randomUUID, pools.live);
      await publish(tx, deps, live, { state: "live" });
      const [{ brandId: roastery }, { brandId: kino }] = pools.live;
      const { masterSecret, nowMs } = deps;
      const campaignId = (await findDemoCampaign(tx)) ?? null;
      await seedNetwork(tx, { masterSecret, nowMs, brands: { roastery, kino }, campaignId });
    });
    return { seeded: true, slug: (await findDemoSlug(turn)) ?? null };
  });
}
