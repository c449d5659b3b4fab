import type { z } from "zod";
import type { PastGame, PastTraffic } from "#lib/analytics/contract.ts";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type {
  CampaignDoc,
  CampaignState,
  editLiveSchema,
  SavedDraft,
  saveDraftSchema,
} from "#lib/campaigns/contract.ts";
import type { SavedLive } from "#lib/campaigns/guarded-changes.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export interface EditorCampaign {
  readonly id: string;
  readonly publicId: string;
  readonly state: CampaignState;
  readonly doc: CampaignDoc;
  readonly docVersion: number;
  readonly published: boolean;
}

/** What stands in the database when somebody else saved first. */
export interface LatestDoc {
  readonly doc: CampaignDoc;
  readonly docVersion: number;
  readonly updatedAt: string;
  readonly updatedByName: string | null;
}

export interface PastGameActions {
  readonly list: Action<Record<string, never>, PastGame[]>;
  readonly traffic: Action<{ gameId: string }, PastTraffic>;
}

export interface EditorActions {
  readonly past: PastGameActions;
  readonly saveDraft: Action<z.input<typeof saveDraftSchema>, SavedDraft>;
  readonly editLive: Action<z.input<typeof editLiveSchema>, SavedLive>;
  readonly publish: Action<{ campaignId: string; docVersion: number }, { readonly href: string }>;
  readonly loadLatest: Action<{ campaignId: string }, LatestDoc>;
}

export interface EditorProps {
  readonly campaign: EditorCampaign;
  readonly facts: ChecklistFacts;
  /** `https://play.example/p/`: what stands before the campaign's address. */
  readonly playBase: string;
  readonly viewerZone: string;
  /** More of a prize, or another pool, waits for a second person. */
  readonly twoPeople: boolean;
  readonly actions: EditorActions;
}
