import type {
  CampaignDoc,
  CampaignState,
  ChecklistFacts,
  SavedDraft,
} from "#lib/campaigns/contract.ts";
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

export interface EditorActions {
  readonly saveDraft: Action<
    { campaignId: string; docVersion: number; doc: CampaignDoc },
    SavedDraft
  >;
  readonly editLive: Action<
    { campaignId: string; docVersion: number; doc: CampaignDoc; note: string },
    SavedDraft
  >;
  readonly publish: Action<{ campaignId: string; docVersion: number }, { readonly href: string }>;
  readonly loadLatest: Action<{ campaignId: string }, LatestDoc>;
}

export interface EditorProps {
  readonly campaign: EditorCampaign;
  readonly facts: ChecklistFacts;
  /** `https://play.example/p/`: what stands before the campaign's address. */
  readonly playBase: string;
  readonly viewerZone: string;
  readonly actions: EditorActions;
}
