"use client";

import { useCallback, useRef, useState } from "react";
import type { EditorActions, EditorCampaign } from "#components/admin/editor/editor-contract.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";

/** How the editor stores: a draft as it is, a published campaign with a note, which may become a request instead. */
export function useLiveSave(
  { id: campaignId, published }: EditorCampaign,
  { editLive, saveDraft }: Pick<EditorActions, "editLive" | "saveDraft">,
) {
  const [note, setNote] = useState("");
  const request = useRef<string | null>(null);
  const save = useCallback(
    async (docVersion: number, doc: CampaignDoc) => {
      if (!published) return saveDraft({ campaignId, docVersion, doc });
      const answer = await editLive({ campaignId, docVersion, doc, note });
      request.current = answer.ok ? answer.value.approvalId : null;
      return answer;
    },
    [published, campaignId, note, editLive, saveDraft],
  );
  /** The request that the last save became, or null when it is in force. */
  const sentAs = useCallback(() => request.current, []);
  return { note, setNote, save, sentAs };
}
