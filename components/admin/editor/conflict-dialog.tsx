"use client";

import { useEffect, useState } from "react";
import type { LatestDoc } from "#components/admin/editor/editor-contract.ts";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ChangesTable } from "#components/ui/changes-table.tsx";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { formatSpan } from "#components/ui/format-time.ts";
import { ErrorNote } from "#components/ui/note.tsx";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import type { ActionResult } from "#lib/http/next/action-result.ts";

/** Two people edited the same campaign: shows where they differ and lets one of them win, knowingly. */
export function ConflictDialog({
  mine,
  load,
  onKeepMine,
  onTakeTheirs,
}: {
  readonly mine: CampaignDoc;
  readonly load: () => Promise<ActionResult<LatestDoc>>;
  readonly onKeepMine: (latest: LatestDoc) => void;
  readonly onTakeTheirs: (latest: LatestDoc) => void;
}) {
  const [latest, setLatest] = useState<LatestDoc | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [readAt, setReadAt] = useState(0);
  useEffect(() => {
    void callAction(load()).then((answer) => {
      setReadAt(Date.now());
      if (answer.ok) setLatest(answer.value);
      else setFailed(answer.message);
    });
  }, [load]);
  const changes = latest ? diffDocs(latest.doc, mine) : [];
  const who = latest?.updatedByName ?? "Somebody else";
  const ago = latest ? formatSpan(readAt - Date.parse(latest.updatedAt)) : "";
  return (
    <Dialog
      title={latest ? `${who} saved this campaign ${ago} ago` : "Somebody else saved this campaign"}
      role="alertdialog"
      size="wide"
      isOpen
      onOpenChange={() => undefined}
    >
      <p>Nothing of yours is lost, and nothing of theirs was overwritten. Choose which to keep.</p>
      {failed ? <ErrorNote sentence={failed} details="Your text is still in this window." /> : null}
      {latest ? (
        <ChangesTable label="Where the two differ" before={who} after="You" changes={changes} />
      ) : null}
      <DialogButtons>
        <Button isDisabled={!latest} onPress={() => latest && onTakeTheirs(latest)}>
          Take theirs
        </Button>
        <Button look="primary" isDisabled={!latest} onPress={() => latest && onKeepMine(latest)}>
          Keep mine
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
