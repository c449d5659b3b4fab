import "server-only";
import { playPort } from "#app/(admin)/play-port.ts";
import type { SettleDeps } from "#lib/approvals/settle-approval.ts";
import { applySwitchOff } from "#lib/approvals/switch-approvals.ts";
import { applyApprovedEdit, applyApprovedResume } from "#lib/campaigns/approved-changes.ts";
import type { CampaignDeps, PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import type { CodeDeps, VoidDeps } from "#lib/coupons/coupon-deps.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { takeBackWin } from "#lib/plays/take-back-win.ts";

interface Context {
  readonly runtime: Runtime;
  readonly requestId: string;
}

/** What a change needs from this host: the database and the thread to the log. */
export function changeDeps({ runtime, requestId }: Context): CampaignDeps {
  return { sql: runtime.database.sql, requestId };
}

/** The same for changes that reach the pipeline of plays. */
export function publishDeps(context: Context): PublishDeps {
  const masterSecret = context.runtime.env.FROLIC_SECRET;
  return { ...changeDeps(context), masterSecret, plays: playPort };
}

/** The same for answering a request: what each kind of request does once it is approved. */
export function settleDeps(context: Context): SettleDeps {
  const deps = publishDeps(context);
  return {
    ...changeDeps(context),
    appliers: {
      campaign_edit: (tx, change) => applyApprovedEdit(tx, deps, change),
      campaign_resume: (tx, change) => applyApprovedResume(tx, deps, change),
      approvals_off: applySwitchOff,
    },
  };
}

/** The same for reading a code in the clear. */
export function codeDeps(context: Context): CodeDeps {
  return { ...changeDeps(context), masterSecret: context.runtime.env.FROLIC_SECRET };
}

/** The same for taking coupons back, which the ledger has to know of. */
export function voidDeps(context: Context): VoidDeps {
  return { ...changeDeps(context), plays: { takeBackWin } };
}
