import "server-only";
import { playPort } from "#app/(admin)/play-port.ts";
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

/** The same for reading a code in the clear. */
export function codeDeps(context: Context): CodeDeps {
  return { ...changeDeps(context), masterSecret: context.runtime.env.FROLIC_SECRET };
}

/** The same for taking coupons back, which the ledger has to know of. */
export function voidDeps(context: Context): VoidDeps {
  return { ...changeDeps(context), plays: { takeBackWin } };
}
