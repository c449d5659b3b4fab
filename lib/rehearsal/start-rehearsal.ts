// Starts a rehearsal: the staged game laid out by the product's own publication, in a campaign of its own with copies of
// the brands and test codes. Nothing of the real campaign is touched, its seed and commitment least of all: a seed that
// drew in a rehearsal would be known to whoever watched, and a commitment is made once.

import { randomBytes, randomUUID } from "node:crypto";
import { type PublishDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import type { GameDoc } from "#lib/campaigns/contract.ts";
import { layOutGame } from "#lib/campaigns/lay-out-game.ts";
import { factsFor, requirePublishable } from "#lib/campaigns/publish-campaign.ts";
import { lockCampaign } from "#lib/campaigns/store-campaigns.ts";
import { ensureBrandKey } from "#lib/coupons/brand-key.ts";
import { codeHashKey, sealCode } from "#lib/coupons/code-cipher.ts";
import { generateCodes } from "#lib/coupons/code-pattern.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { StartRehearsal } from "#lib/rehearsal/contract.ts";
import { pressedPacing } from "#lib/rehearsal/press-pacing.ts";
import { rehearsalDocument } from "#lib/rehearsal/rehearsal-document.ts";
import {
  copyBrands,
  findRehearsal,
  insertRehearsal,
  insertTestCodes,
  insertTestPool,
  takeCouponIds,
} from "#lib/rehearsal/store-rehearsal.ts";

const codesAtOnce = 2_000;

export interface StartedRehearsal {
  readonly rehearsalId: string;
  readonly gameId: string;
  /** Secret: whoever has it can play. */
  readonly slug: string;
}

/** Refused unless the campaign waits for its start and could go live as it is; one rehearsal at a time. */
export async function startRehearsal(
  deps: PublishDeps,
  actor: Actor,
  { campaignId, gameId, minutes }: StartRehearsal,
): Promise<StartedRehearsal> {
  requirePermission(actor, "rehearsal", "run");
  return deps.sql.begin(async (tx) => {
    const { state, doc, docVersion } = await lockCampaign(tx, campaignId);
    if (state !== "draft" && state !== "scheduled") throw new AppError("campaign_state");
    const game = doc.games.find(({ id }) => id === gameId);
    if (!game) throw new AppError("unknown_game");
    const facts = await factsFor(tx, campaignId, doc);
    requirePublishable(doc, facts);
    if (await findRehearsal(tx, campaignId)) throw new AppError("rehearsal_running");
    const rehearsalId = randomUUID();
    const brands = new Map(game.prizes.map(({ brandId }) => [brandId, randomUUID()]));
    const pools = new Map(game.prizes.map(({ id }) => [id, randomUUID()]));
    const staged = rehearsalDocument(doc, game, {
      ...{ gameId: randomUUID(), slug: randomBytes(20).toString("hex"), newId: randomUUID },
      ...{ nowMs: facts.nowMs, minutes },
      brandOf: ({ brandId }) => brands.get(brandId) ?? "",
      poolOf: ({ id }) => pools.get(id) ?? "",
    });
    const [stagedGame] = staged.games;
    if (!stagedGame) throw new AppError("unknown_game");
    await insertRehearsal(tx, {
      ...{ id: rehearsalId, of: campaignId, doc: staged, startedBy: userIdOf(actor) },
    });
    await copyBrands(tx, rehearsalId, brands);
    await fillPools(tx, deps.masterSecret, stagedGame);
    await layOutGame(tx, deps, {
      ...{ campaignId: rehearsalId, doc: staged, game: stagedGame, position: 0, state: "live" },
      config: pressedPacing(game, {
        ...{ timeZone: doc.timeZone, durationS: minutes * 60 },
        quantities: stagedGame.prizes.map(({ quantity }) => quantity),
      }),
    });
    await writeAudit(tx, {
      actor,
      action: "rehearsal.started",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      after: { rehearsalId, gameId, minutes, docVersion },
      requestId: deps.requestId ?? null,
    });
    return { rehearsalId, gameId: stagedGame.id, slug: staged.slug };
  });
}

/** A pool a line with as many test codes as the line gives out; nothing is taken from any real pool. */
async function fillPools(tx: Executor, masterSecret: string, game: GameDoc): Promise<void> {
  const hmacKey = codeHashKey(masterSecret);
  for (const { brandId, poolId, quantity } of game.prizes) {
    if (poolId === null) continue;
    await insertTestPool(tx, { id: poolId, brandId });
    if (quantity === 0) continue;
    const key = await ensureBrandKey(tx, masterSecret, brandId);
    const codes = [...generateCodes("TEST-####-####", quantity, randomBytes)];
    for (let from = 0; from < codes.length; from += codesAtOnce) {
      const slice = codes.slice(from, from + codesAtOnce);
      const ids = await takeCouponIds(tx, slice.length);
      const sealed = slice.map((code, index) => {
        const id = ids[index] ?? 0;
        return { id, ...sealCode(key, hmacKey, id, code) };
      });
      await insertTestCodes(tx, { poolId, keyId: key.id }, sealed);
    }
  }
}
