"use client";

import { DocNumber } from "#components/admin/editor/doc-fields.tsx";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { modeWords } from "#components/admin/editor/pacing/mode-words.ts";
import { MomentsFields } from "#components/admin/editor/pacing/moments-fields.tsx";
import { PercentField } from "#components/admin/editor/pacing/percent-field.tsx";
import { Note } from "#components/ui/note.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import type { PacingMode } from "#lib/campaigns/pacing-contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";

export function ModeFields({ path, index }: { readonly path: string; readonly index: number }) {
  const { doc } = useEditor();
  const field = useDocField<PacingMode>(`${path}.mode`);
  const game = doc.games[index];
  if (!game) return null;
  const { mode } = pacingOf(game);
  const hasMoments = mode === "moments" || mode === "hybrid";
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup
        id={field.id}
        label="How prizes are paced"
        hint={field.hint}
        errors={field.errors}
        isDisabled={field.isDisabled}
        value={field.value}
        onChange={(value) => field.set(value as PacingMode)}
        choices={modeWords}
      />
      {hasMoments ? <MomentsWarning /> : null}
      {mode === "slot" ? <SlotWarning /> : null}
      {mode === "odds" || mode === "hybrid" ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <PercentField
            path={`${path}.odds`}
            label="Odds of a play"
            hint={
              mode === "odds"
                ? "Prizes run out early when more people play than you expect, and stay over when fewer do."
                : "For every play that meets no moment."
            }
          />
          {mode === "hybrid" ? (
            <PercentField
              path={`${path}.momentShare`}
              label="Coupons that go by moments"
              hint="The others go by the odds."
            />
          ) : null}
        </div>
      ) : null}
      {mode === "slot" ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <DocNumber
            path={`${path}.slotSeconds`}
            label="Seconds of a slot"
            hint="Short slots spread winners finely; long ones leave room for a rush."
            min={1}
            max={86_400}
          />
          <PercentField
            path={`${path}.minP`}
            label="Least chance of a play"
            hint="While its slot has prizes left."
          />
        </div>
      ) : null}
      {hasMoments ? <MomentsFields path={path} index={index} /> : null}
    </div>
  );
}

function MomentsWarning() {
  return (
    <Note>
      <b className="font-semibold">What winning moments cost.</b> After a quiet spell the next play
      wins almost surely, and whoever watches can wait for that: in a test one patient player took
      most prizes of a game with pauses. Some countries forbid prizes that depend on a period, and a
      patent (US 11,941,943) claims a form of it. Have counsel look before you publish.
    </Note>
  );
}

function SlotWarning() {
  return (
    <Note>
      At the start of a slot the chance is high and then nothing is left of it: people who know the
      slots can time their play. Smooth has no such edge.
    </Note>
  );
}
