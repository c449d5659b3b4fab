// A database with two people and a live campaign to change, worked on under web's own role as everything that a person,
// or a hole in web, does.

import { randomUUID } from "node:crypto";
import type { SettleDeps } from "#lib/approvals/settle-approval.ts";
import { applySwitchOff } from "#lib/approvals/switch-approvals.ts";
import { applyApprovedEdit, applyApprovedResume } from "#lib/campaigns/approved-changes.ts";
import type { PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import type { PrizeDoc } from "#lib/campaigns/contract.ts";
import { editLiveCampaign } from "#lib/campaigns/edit-live-campaign.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { Sql } from "#lib/platform/database.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { revisePlan } from "#lib/plays/revise-plan.ts";
import { createBrand, createLiveGame, createPool, testSecret } from "#lib/testing/factories.ts";

const plays = { openGame, pauseGame, resumeGame, revisePlan };

export const person = (role: "admin" | "marketer") =>
  ({ kind: "user", userId: randomUUID(), role, brandId: null }) as const satisfies Actor;

export function changeDeps(sql: Sql): PublishDeps {
  return { sql, masterSecret: testSecret, plays };
}

export function settleDeps(sql: Sql): SettleDeps {
  const deps = changeDeps(sql);
  return {
    sql,
    appliers: {
      campaign_edit: (tx, change) => applyApprovedEdit(tx, deps, change),
      campaign_resume: (tx, change) => applyApprovedResume(tx, deps, change),
      approvals_off: applySwitchOff,
    },
  };
}

export async function register(sql: Sql, actor: { userId: string; role: string }): Promise<void> {
  await sql`
    insert into "user" (id, name, email, role)
    values (${actor.userId}, ${actor.role}, ${`${actor.userId}@example.com`}, ${actor.role}::role)`;
}

/** Not through the product: whatever a test left, the next begins with two people, or with one. */
export async function forceSwitch(sql: Sql, isOn: boolean): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`alter table setting disable trigger setting_approvals`;
    await tx`
      insert into setting (key, value) values ('approvals.required', ${String(isOn)}::jsonb)
      on conflict (key) do update set value = excluded.value`;
    await tx`alter table setting enable trigger setting_approvals`;
  });
}

/** One game with one prize of 5, out of a pool of 20; a second pool stands by. `owner` makes it, `web` changes it. */
export async function campaignToChange({ owner, web }: { readonly owner: Sql; readonly web: Sql }) {
  const brand = await createBrand(owner);
  const pool = await createPool(owner, brand.id, 20);
  const other = await createPool(owner, brand.id, 20);
  const prizes = [{ brandId: brand.id, poolId: pool.id, quantity: 5 }];
  // As publishing does it: the prizes of a draft are nobody's to guard, and then it is live.
  const game = await createLiveGame(owner, { openGame, prizes, campaignState: "draft" });
  const { campaignId, gameId } = game;
  await owner`update campaign set state = 'live' where id = ${campaignId}`;
  const [prizeId = ""] = game.prizeIds;
  const view = () => getCampaign(web, { kind: "system" }, { campaignId });
  const edit = async (actor: Actor, change: Partial<PrizeDoc>, name?: string) => {
    const { doc, docVersion } = await view();
    const games = doc.games.map((each) => ({
      ...each,
      name: name ?? each.name,
      prizes: each.prizes.map((prize) => ({ ...prize, ...change })),
    }));
    const next = { campaignId, docVersion, doc: { ...doc, games }, note: "A good day" };
    return editLiveCampaign(changeDeps(web), actor, next);
  };
  const prize = async () => {
    const [row] = await owner<{ quantity: number; pool: string }[]>`
      select quantity, pool_id as pool from prize where id = ${prizeId}`;
    return row;
  };
  return { campaignId, gameId, prizeId, pool, other, view, edit, prize };
}
