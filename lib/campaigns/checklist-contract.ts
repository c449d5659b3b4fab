// What is said before a campaign is published, and what that is said from.

/** One line of the publish checklist. `link` is the anchor of the editor's field. */
export interface ChecklistLine {
  readonly severity: "error" | "warning";
  readonly path: string;
  readonly message: string;
  readonly link: string;
}

/** What the checklist must know beside the document. */
export interface ChecklistFacts {
  readonly nowMs: number;
  readonly slugTaken: boolean;
  /** How many keys of partners sign players in to this campaign. */
  readonly partnerKeys: number;
  readonly brands: readonly { id: string; name: string; archived: boolean }[];
  readonly pools: readonly {
    id: string;
    name: string;
    brandId: string;
    available: number;
    /** Promised to prizes of other campaigns that are not over, and not yet won. */
    promised: number;
    archived: boolean;
    codesExpireAtMs: number | null;
  }[];
}
