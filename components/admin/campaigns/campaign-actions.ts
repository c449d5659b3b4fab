import type { Action } from "#lib/http/next/action-result.ts";

/** What the lists and the campaign page can do, as they are handed to client parts. */
export interface CampaignActions {
  readonly pause: Action<{ campaignId: string; reason?: string | undefined }, void>;
  readonly resume: Action<{ campaignId: string }, void>;
  readonly withdraw: Action<{ campaignId: string }, void>;
  readonly archive: Action<{ campaignId: string; archived: boolean }, void>;
  readonly duplicate: Action<{ campaignId: string }, { readonly href: string }>;
}
