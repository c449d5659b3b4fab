import type { PastGame } from "#lib/analytics/contract.ts";
import type { UsePlan } from "#lib/analytics/simulation-contract.ts";
import type { SavedDraft } from "#lib/campaigns/contract.ts";
import type { PacingMode } from "#lib/campaigns/pacing-contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export interface SimulatedGame {
  readonly id: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly zone: string;
  readonly mode: PacingMode;
  readonly expectedPlays: number;
  readonly prizes: readonly { readonly name: string; readonly quantity: number }[];
}

export interface SimulatorProps {
  readonly campaignId: string;
  readonly docVersion: number;
  readonly game: SimulatedGame;
  readonly pastGames: readonly PastGame[];
  /** Where the plan can be used: a draft. */
  readonly isDraft: boolean;
  readonly editHref: string;
  readonly takePlan: Action<UsePlan, SavedDraft>;
}
