import type { Action } from "#lib/http/next/action-result.ts";

/** What the lists and the campaign page can do, as they are handed to client parts. */
export interface CampaignActions {
  readonly pause: Action<{ campaignId: string; reason?: string | undefined }, void>;
  /** Answers the request that it became where a second person has to approve it. */
  readonly resume: Action<{ campaignId: string }, { readonly approvalId: string | null }>;
  readonly withdraw: Action<{ campaignId: string }, void>;
  readonly archive: Action<{ campaignId: string; archived: boolean }, void>;
  readonly duplicate: Action<{ campaignId: string }, { readonly href: string }>;
}

export type BulkStep = "pause" | "resume" | "archive" | "unarchive";

/** One step for several campaigns; answers which took it, had moved on meanwhile, or wait for a second person. */
export type BulkAction = Action<
  { campaignIds: string[]; step: BulkStep; reason?: string | undefined },
  {
    readonly done: readonly string[];
    readonly refused: readonly string[];
    readonly asked: readonly string[];
  }
>;
