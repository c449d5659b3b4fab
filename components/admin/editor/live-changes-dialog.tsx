"use client";

import { Button } from "#components/ui/button.tsx";
import { ChangesTable } from "#components/ui/changes-table.tsx";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { guardedPrizes } from "#lib/campaigns/guarded-changes.ts";
import { liveChanges } from "#lib/campaigns/live-fields.ts";

/** What a save changes for players at once, before it does. */
export function LiveChangesDialog({
  before,
  after,
  note,
  onNote,
  isOpen,
  onOpenChange,
  onSave,
  busy,
  twoPeople,
}: {
  readonly before: CampaignDoc;
  readonly after: CampaignDoc;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onSave: () => void;
  readonly busy: boolean;
  readonly twoPeople: boolean;
}) {
  if (!isOpen) return null;
  const changes = liveChanges(before, after);
  const asks = twoPeople && guardedPrizes(before, after).length > 0;
  return (
    <Dialog
      title={asks ? "Send it for approval?" : "Change it for players now?"}
      size="wide"
      isOpen
      onOpenChange={onOpenChange}
    >
      {asks ? (
        <p>
          More of a prize, or another coupon pool, needs a second person. Until somebody else
          approves, nothing of this changes.
        </p>
      ) : null}
      {changes.locked.length ? (
        <Note tone="bad" role="alert">
          {changes.locked.map((change) => `${change.label}: ${change.why}`).join(" ")}
        </Note>
      ) : null}
      <ChangesTable label="What changes" before="Now" after="Then" changes={changes.atOnce} />
      <TextField
        label="Why (optional)"
        hint="Kept with the revision."
        value={note}
        onChange={onNote}
        maxLength={200}
      />
      <DialogButtons>
        <Button onPress={() => onOpenChange(false)}>Not yet</Button>
        <Button
          look="primary"
          isPending={busy}
          isDisabled={changes.locked.length > 0}
          onPress={onSave}
        >
          {asks ? "Send for approval" : "Change it now"}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
