import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { approvalNeeds, listApprovals, readApproval } from "#lib/approvals/read-approvals.ts";
import { cancelRequest, settleRequest } from "#lib/approvals/settle-approval.ts";
import { switchApprovals, waiveApprovals } from "#lib/approvals/switch-approvals.ts";
import { holdCampaigns } from "#lib/campaigns/hold-campaigns.ts";
import { resumeCampaign } from "#lib/campaigns/pause-campaign.ts";
import { restoreRevision } from "#lib/campaigns/revisions.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";
import {
  campaignToChange,
  changeDeps,
  forceSwitch,
  person,
  register,
  settleDeps,
} from "#lib/testing/two-people-fixture.ts";

let database: TestDatabase;
let web: Database;
const denied = { code: "42501" };
const ada = person("admin");
const max = person("marketer");
const clock: Actor = { kind: "system" };

const deps = () => changeDeps(web.sql);
const liveCampaign = () => campaignToChange({ owner: database.sql, web: web.sql });
const hold = () => holdCampaigns(changeDeps(database.sql), clock, { reason: "restored" });
const approve = (actor: Actor, approvalId: string) =>
  settleRequest(settleDeps(web.sql), actor, { approvalId, verdict: "APPROVED", reason: "" });

/** The request that an edit became. */
async function asked(saved: Promise<{ approvalId: string | null }>): Promise<string> {
  const { approvalId } = await saved;
  expect(approvalId).toEqual(expect.any(String));
  return approvalId ?? "";
}

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.urlAs("web"), { max: 4 });
  await register(database.sql, ada);
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

it("cannot be turned on by somebody who is alone", async () => {
  await expect(switchApprovals(deps(), ada, { isOn: true })).rejects.toMatchObject({
    code: "approval_people",
  });
  const direct = web.sql`insert into setting (key, value) values ('approvals.required', 'true')`;
  await expect(direct).rejects.toMatchObject({ code: "23001" });
  await register(database.sql, max);
});

describe("with one person", () => {
  beforeEach(() => forceSwitch(database.sql, false));

  it("applies at once, by the product and by hand: the controls", async () => {
    const { edit, prize, prizeId, other } = await liveCampaign();
    expect(await edit(max, { quantity: 8 })).toMatchObject({ approvalId: null, revision: 2 });
    expect(await prize()).toMatchObject({ quantity: 8 });
    await web.sql`update prize set quantity = 9, pool_id = ${other.id} where id = ${prizeId}`;
    expect(await prize()).toEqual({ quantity: 9, pool: other.id });
  });

  it("lets one person resume what a restore stopped", async () => {
    const { campaignId, gameId, view } = await liveCampaign();
    expect(await hold()).toBe(
      (await database.sql`select 1 from campaign where state = 'paused'`).length,
    );
    expect(await view()).toMatchObject({ state: "paused", heldAt: expect.any(String) });
    const [stopped] = await database.sql`select state from game where id = ${gameId}`;
    expect(stopped?.state).toBe("paused");
    expect(await resumeCampaign(deps(), max, { campaignId })).toEqual({ approvalId: null });
    expect(await view()).toMatchObject({ state: "live", heldAt: null });
  });
});

describe("with a second person", () => {
  beforeEach(() => forceSwitch(database.sql, true));

  it("waits, takes no word of its maker, and applies exactly what was asked", async () => {
    const { edit, prize, view, prizeId, gameId } = await liveCampaign();
    const id = await asked(edit(max, { quantity: 8 }, "Renamed"));
    expect(await prize()).toMatchObject({ quantity: 5 });
    expect(await view()).toMatchObject({ revision: 1, games: [{ name: "Game" }] });
    const request = await readApproval(web.sql, ada, { approvalId: id });
    expect(request).toMatchObject({ state: "PENDING", makerId: max.userId, note: "A good day" });
    expect(request.lines).toContainEqual(
      expect.objectContaining({ path: "games.0.prizes.0.quantity", before: "5", after: "8" }),
    );
    expect(await approvalNeeds(web.sql, max)).toBe(0);
    expect(await approvalNeeds(web.sql, ada)).toBe(1);

    await expect(approve(max, id)).rejects.toMatchObject({ code: "approval_own" });
    const own = web.sql`select settle_approval(${id}, ${max.userId}, 'APPROVED', '')`;
    await expect(own).rejects.toMatchObject(denied);
    const stranger = web.sql`select settle_approval(${id}, ${randomUUID()}, 'APPROVED', '')`;
    await expect(stranger).rejects.toMatchObject(denied);
    const answer = web.sql`update approval set state = 'APPROVED', checker_id = ${ada.userId}`;
    await expect(answer).rejects.toMatchObject(denied);
    // Not even the owner can write that one person did both.
    const both = database.sql`update approval set checker_id = maker_id where id = ${id}`;
    await expect(both).rejects.toMatchObject({ code: "23514" });

    await approve(ada, id);
    expect(await prize()).toMatchObject({ quantity: 8 });
    expect(await view()).toMatchObject({
      revision: 2,
      updatedBy: max.userId,
      games: [{ name: "Renamed" }],
    });
    expect(await verifyLedger(database.sql, testSecret, gameId)).toMatchObject({ ok: true });
    const audit = await database.sql`
      select action, actor_id as by from audit_log where subject_id = ${id} order by id`;
    expect(audit).toEqual([
      { action: "approval.requested", by: max.userId },
      { action: "approval.approved", by: ada.userId },
    ]);
    await expect(approve(ada, id)).rejects.toMatchObject({ code: "approval_settled" });
    // An approval of earlier lets nothing pass.
    const later = web.sql`update prize set quantity = 9 where id = ${prizeId}`;
    await expect(later).rejects.toMatchObject(denied);
    await web.sql`update prize set quantity = 4 where id = ${prizeId}`;
    const again = web.sql`update prize set quantity = 8 where id = ${prizeId}`;
    await expect(again).rejects.toMatchObject(denied);
  });

  it("asks nobody for less, or for other words", async () => {
    const { edit, prize } = await liveCampaign();
    expect(await edit(max, { quantity: 4, name: "Tea" })).toMatchObject({ approvalId: null });
    expect(await prize()).toMatchObject({ quantity: 4 });
  });

  it("asks for another pool, and for a revision that brings more back", async () => {
    const { edit, prize, other, pool, campaignId, view } = await liveCampaign();
    const id = await asked(edit(ada, { poolId: other.id }));
    const names = await database.sql<
      { id: string; name: string }[]
    >`select id, name from coupon_pool`;
    const nameOf = (poolId: string) => names.find((each) => each.id === poolId)?.name;
    const { lines } = await readApproval(web.sql, max, { approvalId: id });
    expect(lines).toMatchObject([{ before: nameOf(pool.id), after: nameOf(other.id) }]);
    await approve(max, id);
    expect(await prize()).toMatchObject({ pool: other.id });
    await edit(max, { quantity: 1 });
    const { docVersion } = await view();
    await asked(restoreRevision(deps(), max, { campaignId, revision: 2, docVersion }));
    expect(await prize()).toMatchObject({ quantity: 1 });
  });

  it("refuses what was asked against a campaign that has changed since", async () => {
    const { edit, prize } = await liveCampaign();
    const id = await asked(edit(max, { quantity: 8 }));
    await edit(ada, {}, "Renamed meanwhile");
    await expect(approve(ada, id)).rejects.toMatchObject({ code: "approval_stale" });
    expect(await prize()).toMatchObject({ quantity: 5 });
    const refuse = (reason: string) =>
      settleRequest(settleDeps(web.sql), ada, { approvalId: id, verdict: "REFUSED", reason });
    await expect(refuse("")).rejects.toMatchObject({ code: "approval_reason" });
    await refuse("Ask anew");
    expect(await readApproval(web.sql, max, { approvalId: id })).toMatchObject({
      state: "REFUSED",
      reason: "Ask anew",
    });
  });

  it("is cancelled by its maker alone, and ends after a week", async () => {
    const { edit, prize } = await liveCampaign();
    const id = await asked(edit(max, { quantity: 8 }));
    const take = (actor: Actor) => cancelRequest(deps(), actor, { approvalId: id });
    await expect(take(ada)).rejects.toMatchObject({ code: "approval_not_own" });
    await take(max);
    await expect(approve(ada, id)).rejects.toMatchObject({ code: "approval_settled" });
    const old = await asked(edit(max, { quantity: 8 }));
    await database.sql`update approval set expires_at = now() where id = ${old}`;
    await expect(approve(ada, old)).rejects.toMatchObject({ code: "approval_settled" });
    const direct = web.sql`select settle_approval(${old}, ${ada.userId}, 'APPROVED', '')`;
    await expect(direct).rejects.toMatchObject({ code: "55000" });
    const listed = await listApprovals(web.sql, ada);
    expect(listed.find((each) => each.id === old)?.state).toBe("EXPIRED");
    expect(await prize()).toMatchObject({ quantity: 5 });
  });

  it("lets by hand pass only the very change that is approved in the same transaction", async () => {
    const { edit, prize, prizeId, campaignId, gameId, other } = await liveCampaign();
    const neighbour = await liveCampaign();
    const id = await asked(edit(max, { quantity: 8 }));
    const attempts = [
      `update prize set quantity = 9 where id = '${prizeId}'`,
      `update prize set quantity = 8, pool_id = '${other.id}' where id = '${prizeId}'`,
      `update prize set quantity = 8 where id = '${neighbour.prizeId}'`,
      `insert into prize (game_id, brand_id, pool_id, position, name, quantity, template)
       select game_id, brand_id, pool_id, 1, 'Another', 8, template from prize where id = '${prizeId}'`,
      `update setting set value = 'false' where key = 'approvals.required'`,
    ];
    for (const attempt of attempts) {
      const tried = web.sql.begin(async (tx) => {
        await tx`select settle_approval(${id}, ${ada.userId}, 'APPROVED', '')`;
        await tx.unsafe(attempt);
      });
      await expect(tried, attempt).rejects.toMatchObject(denied);
    }
    // The way round, over a draft, is closed.
    const draft = web.sql`update campaign set state = 'draft' where id = ${campaignId}`;
    await expect(draft).rejects.toMatchObject({ code: "23001" });
    await web.sql.begin(async (tx) => {
      await tx`select settle_approval(${id}, ${ada.userId}, 'APPROVED', '')`;
      await tx`update prize set quantity = 8 where id = ${prizeId} and game_id = ${gameId}`;
    });
    expect(await prize()).toMatchObject({ quantity: 8 });
  });

  it("resumes what a restore stopped when two people say so", async () => {
    const { campaignId, gameId, view } = await liveCampaign();
    await hold();
    const id = await asked(resumeCampaign(deps(), max, { campaignId }));
    expect(await view()).toMatchObject({ state: "paused" });
    for (const attempt of [
      `update campaign set state = 'live' where id = '${campaignId}'`,
      `update campaign set held_at = null where id = '${campaignId}'`,
      `update game set state = 'live' where id = '${gameId}'`,
    ]) {
      await expect(web.sql.unsafe(attempt), attempt).rejects.toMatchObject(denied);
    }
    await approve(ada, id);
    expect(await view()).toMatchObject({ state: "live", heldAt: null });
    const [game] = await database.sql`select state from game where id = ${gameId}`;
    expect(game?.state).toBe("live");
  });

  it("is turned off by two people, or by the operator; nobody else", async () => {
    const off = web.sql`update setting set value = 'false' where key = 'approvals.required'`;
    await expect(off).rejects.toMatchObject(denied);
    const renamed = web.sql`update setting set key = 'x' where key = 'approvals.required'`;
    await expect(renamed).rejects.toMatchObject(denied);
    const id = await asked(switchApprovals(deps(), ada, { isOn: false }));
    expect(await switchApprovals(deps(), ada, { isOn: false })).toEqual({ approvalId: id });
    await expect(approve(ada, id)).rejects.toMatchObject({ code: "approval_own" });
    await expect(switchApprovals(deps(), max, { isOn: false })).rejects.toMatchObject({
      code: "forbidden",
    });
    await approve(max, id);
    const { edit } = await liveCampaign();
    expect(await edit(max, { quantity: 8 })).toMatchObject({ approvalId: null });

    await switchApprovals(deps(), ada, { isOn: true });
    const reason = "Only one is left";
    await expect(waiveApprovals(deps(), clock, { reason })).rejects.toMatchObject(denied);
    await expect(waiveApprovals(deps(), ada, { reason })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await waiveApprovals({ sql: database.sql }, clock, { reason })).toBe(true);
    expect(await edit(max, { quantity: 9 })).toMatchObject({ approvalId: null });
  });
});
