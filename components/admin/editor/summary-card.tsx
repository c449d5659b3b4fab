"use client";

import { Checklist } from "#components/admin/editor/checklist.tsx";
import type { SaveState } from "#components/admin/editor/draft-saver.ts";
import { Button } from "#components/ui/button.tsx";
import { formatClock, zoneCity } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import type { ChecklistLine } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { summarySentence } from "#lib/campaigns/summary-sentence.ts";

interface SummaryCardProps {
  readonly doc: CampaignDoc;
  readonly checklist: readonly ChecklistLine[];
  readonly save: SaveState;
  readonly viewerZone: string;
  readonly busy: boolean;
  readonly published: boolean;
  readonly refused: string | null;
  readonly onSubmit: () => void;
  readonly onRetry: () => void;
}

/** What the campaign is in one sentence, whether it is stored, and the way to players. */
export function SummaryCard(props: SummaryCardProps) {
  const { doc, checklist, save, busy, published, refused } = props;
  const errors = checklist.filter((line) => line.severity === "error").length;
  const dirty = save.kind !== "saved";
  return (
    <aside
      aria-label="Summary"
      className="sheet flex flex-col gap-3 lg:sticky lg:top-5 lg:max-h-[calc(100dvh-40px)] lg:overflow-y-auto"
    >
      <h2 className="caps">Summary</h2>
      <p className="text-lg leading-snug">{summarySentence(doc)}</p>
      <SaveLine {...props} />
      {refused ? (
        <Note tone="bad" role="alert">
          {refused}
        </Note>
      ) : null}
      <Button
        look="primary"
        isPending={busy}
        isDisabled={published && !dirty}
        onPress={props.onSubmit}
      >
        {published ? "Save changes" : "Publish"}
      </Button>
      {published ? null : (
        <p className="text-sm text-ink-2">
          {errors === 0
            ? "Ready. Publishing asks nothing more."
            : `${errors} ${errors === 1 ? "thing" : "things"} to fix first.`}
        </p>
      )}
      <Checklist lines={checklist} />
    </aside>
  );
}

function SaveLine({ save, viewerZone, published, onRetry }: SummaryCardProps) {
  if (save.kind === "failed") {
    const field = save.failure.fields[0];
    return (
      <div role="alert" className="flex flex-col items-start gap-2 text-sm text-bad">
        <p>
          <b>Not saved.</b> {field ? field.message : save.failure.message} Your text is still here
          {save.retryMs === null || published ? "." : " and is sent again by itself."}
        </p>
        <Button onPress={onRetry}>Save again</Button>
      </div>
    );
  }
  return (
    <p role="status" className="text-sm text-ink-2">
      {saveWords(save, viewerZone, published)}
    </p>
  );
}

function saveWords(
  save: Exclude<SaveState, { kind: "failed" }>,
  zone: string,
  published: boolean,
): string {
  switch (save.kind) {
    case "saving":
      return "Saving…";
    case "dirty":
      return published ? "Not saved yet." : "Saving in a moment…";
    case "conflict":
      return "Not saved: somebody else saved meanwhile.";
    case "saved":
      if (save.at === null) return published ? "Nothing changed yet." : "Draft, stored.";
      return `Saved ${formatClock(save.at, zone).slice(0, 5)} (${zoneCity(zone)})`;
  }
}
