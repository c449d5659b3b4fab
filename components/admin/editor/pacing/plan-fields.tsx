"use client";

import { useEffect, useState } from "react";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { PercentField } from "#components/admin/editor/pacing/percent-field.tsx";
import { CurveField, type CurvePoint, resampled } from "#components/charts/curve-field.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { ErrorNote } from "#components/ui/note.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import type { PastGame } from "#lib/analytics/contract.ts";
import type { GameDoc } from "#lib/campaigns/contract.ts";
import type { PlanDoc } from "#lib/campaigns/pacing-contract.ts";

const kinds = [
  { value: "even", label: "Evenly", hint: "The same number of prizes in every hour that is open." },
  { value: "drawn", label: "Drawn by hand", hint: "More where the curve is higher." },
  {
    value: "hours",
    label: "By hours",
    hint: "Prizes go in the hours below; the game may stay open.",
  },
  {
    value: "past",
    label: "By the traffic of an earlier game",
    hint: "More prizes when more people came, so that chances stay alike.",
  },
];

/** The one thing of a published game's pace that may still be edited: the chain notes every change. */
export function PlanFields({ path, index }: { readonly path: string; readonly index: number }) {
  const { doc } = useEditor();
  const plan = useDocField<PlanDoc>(`${path}.plan`);
  const kind = useDocField<PlanDoc["kind"]>(`${path}.plan.kind`);
  const points = useDocField<readonly CurvePoint[]>(`${path}.plan.points`);
  const game = doc.games[index];
  if (!game) return null;
  const choose = (value: string) => {
    const next = { ...plan.value, kind: value as PlanDoc["kind"] };
    const isBare = next.kind === "drawn" && next.points.length === 0;
    plan.set(isBare ? { ...next, points: resampled([{ at: 0, rate: 50 }], 7) } : next);
  };
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup
        id={kind.id}
        label="Plan: when prizes go"
        hint={kind.hint}
        errors={kind.errors}
        isDisabled={kind.isDisabled}
        value={kind.value}
        onChange={choose}
        choices={kinds}
      />
      {kind.value === "drawn" ? (
        <CurveField
          id={points.id}
          label="How fast prizes go"
          hint={`Drag, or move a point with the arrow keys. ${points.hint ?? ""}`}
          errors={points.errors}
          isDisabled={points.isDisabled}
          points={points.value}
          onChange={points.set}
          wordsAt={wordsOf(game, doc.timeZone)}
        />
      ) : null}
      {kind.value === "past" ? <PastFields path={path} /> : null}
    </div>
  );
}

function wordsOf({ startsAt, endsAt }: GameDoc, zone: string): (at: number) => string {
  const [from, to] = [Date.parse(startsAt), Date.parse(endsAt)];
  return (at) => formatWeekdayTime(from + at * (to - from), zone);
}

function PastFields({ path }: { readonly path: string }) {
  const { past: load } = useEditor();
  const field = useDocField<PlanDoc["past"]>(`${path}.plan.past`);
  const [games, setGames] = useState<readonly PastGame[] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    void callAction(load.list({})).then((answer) => {
      if (answer.ok) setGames(answer.value);
      else setRefusal(answer.message);
    });
  }, [load]);
  const choose = async (gameId: string) => {
    const answer = await callAction(load.traffic({ gameId }));
    if (!answer.ok) return setRefusal(answer.message);
    setRefusal(null);
    const { name, traffic } = answer.value;
    field.set({ gameId, name, traffic: [...traffic], phi: field.value?.phi ?? 0.8 });
  };
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Select
        id={field.id}
        label="Earlier game"
        hint={
          games?.length === 0
            ? "No game has been played yet."
            : field.value && field.value.gameId === null
              ? `Now: ${field.value.name}.`
              : undefined
        }
        errors={field.errors}
        isDisabled={field.isDisabled || !games?.length}
        choices={(games ?? []).map((game) => ({
          id: game.gameId,
          label: game.name,
          hint: `${formatCount(game.plays)} plays`,
        }))}
        selectedKey={field.value?.gameId ?? null}
        onSelectionChange={(key) => key !== null && void choose(String(key))}
      />
      {field.value ? (
        <PercentField
          path={`${path}.plan.past.phi`}
          label="How much it counts"
          hint="The rest is even. 80 % leaves room for a day that is not like the last."
        />
      ) : null}
      {refusal ? <ErrorNote sentence={refusal} details="The plan is as it was." /> : null}
    </div>
  );
}
