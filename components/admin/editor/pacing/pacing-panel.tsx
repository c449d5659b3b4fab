"use client";

import Link from "next/link";
import { DocNumber, DocText } from "#components/admin/editor/doc-fields.tsx";
import { fieldId } from "#components/admin/editor/doc-path.ts";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { HoursFields } from "#components/admin/editor/pacing/hours-fields.tsx";
import { LimitsFields } from "#components/admin/editor/pacing/limits-fields.tsx";
import { ModeFields } from "#components/admin/editor/pacing/mode-fields.tsx";
import { pacingLine } from "#components/admin/editor/pacing/mode-words.ts";
import { PercentField } from "#components/admin/editor/pacing/percent-field.tsx";
import { PlanFields } from "#components/admin/editor/pacing/plan-fields.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";

/** How a game gives out its prizes. Closed it is one line: most games want nothing else. */
export function PacingPanel({ index }: { readonly index: number }) {
  const { doc, checklist, showProblems, gamesHref } = useEditor();
  const game = doc.games[index];
  if (!game) return null;
  const path = `games.${index}.pacing`;
  const pacing = pacingOf(game);
  const name = game.name || `game ${index + 1}`;
  const hasProblem =
    showProblems &&
    checklist.some((line) => line.severity === "error" && line.path.startsWith(path));
  return (
    <details
      id={fieldId(path)}
      className="border-t border-rule pt-3"
      {...(hasProblem ? { open: true } : {})}
    >
      <summary className="cursor-pointer">
        <b className="font-semibold">Pace of {name}</b>{" "}
        <span className="text-sm text-ink-2">{pacingLine(pacing)}</span>
      </summary>
      <div className="mt-4 flex flex-col gap-6">
        <ModeFields path={path} index={index} />
        {pacing.mode === "odds" ? null : <PlanFields path={path} index={index} />}
        <HoursFields path={path} pacing={pacing} />
        <LimitsFields path={path} pacing={pacing} />
        <ExtraFields path={path} mode={pacing.mode} />
        <p className="text-sm text-ink-2">
          <Link className="link" href={gamesHref(game.id)}>
            Try {name} in the pace simulator
          </Link>{" "}
          before anybody plays: it runs the same engine over the traffic you expect.
        </p>
      </div>
    </details>
  );
}

function ExtraFields({ path, mode }: { readonly path: string; readonly mode: string }) {
  const close = useDocField<string>(`${path}.closeWith`);
  return (
    <div className="flex flex-col gap-4">
      <h4 className="font-semibold">Start, end and everybody else</h4>
      <div className="grid gap-4 sm:grid-cols-2">
        {mode === "odds" ? null : (
          <>
            <PercentField
              path={`${path}.opening.share`}
              label="Opening pool"
              hint="Share of the prizes for the first moments; 0 for none."
              maxValue={0.9}
            />
            <DocNumber
              path={`${path}.opening.seconds`}
              label="Seconds of the opening pool"
              min={1}
              max={86_400}
            />
          </>
        )}
        <DocNumber
          path={`${path}.finaleMinutes`}
          label="Give out everything in the last minutes"
          hint="0: not. Whatever is left goes to the plays of these minutes."
          max={1440}
        />
        <PercentField
          path={`${path}.pMax`}
          label="Highest chance of one play"
          hint="100 % lets a play win for sure when prizes pile up in a quiet game."
          minValue={0.001}
        />
      </div>
      <DocText
        path={`${path}.consolation`}
        label="Consolation for everybody else"
        hint="Shown with a result that won nothing: a discount word, a thank-you. Empty for none."
        maxLength={160}
      />
      <RadioGroup
        id={close.id}
        label="Prizes left at the end"
        hint={close.hint}
        errors={close.errors}
        isDisabled={close.isDisabled}
        value={close.value}
        onChange={close.set}
        choices={[
          {
            value: "second_chance",
            label: "Second chance",
            hint: "They go to plays that won nothing, drawn by the committed seed.",
          },
          { value: "return", label: "Back to their pool", hint: "Nobody gets them." },
        ]}
      />
      <PercentField
        path={`${path}.alertLeft`}
        label="Tell me when more than this would stay over"
        hint="On the home page and on the campaign's, for each prize."
      />
    </div>
  );
}
