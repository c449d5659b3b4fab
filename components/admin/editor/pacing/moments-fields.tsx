"use client";

import { useState } from "react";
import { DocNumber } from "#components/admin/editor/doc-fields.tsx";
import { fieldId } from "#components/admin/editor/doc-path.ts";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { NumberField } from "#components/ui/number-field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import type { GameDoc } from "#lib/campaigns/contract.ts";
import { gameTimeOf, pacerConfigOf } from "#lib/campaigns/game-pacing.ts";
import { momentListProblem } from "#lib/campaigns/pacing-checks.ts";
import type { PacingDoc } from "#lib/campaigns/pacing-contract.ts";
import { defaultPacing, pacingOf } from "#lib/campaigns/pacing-document.ts";
import { dayEdges, hourEdges } from "#lib/pacing/calendar.ts";
import { type MomentCsvFault, parseMomentCsv } from "#lib/pacing/moment-csv.ts";

const draws = [
  { id: "stratified", label: "One in each equal share", hint: "evenly along the plan" },
  { id: "uniform", label: "Anywhere", hint: "by chance along the plan" },
  { id: "counts", label: "So many an hour or a day", hint: "you say how many" },
  { id: "list", label: "From a file", hint: "CSV with a time a line" },
];

export function MomentsFields({ path, index }: { readonly path: string; readonly index: number }) {
  const { doc } = useEditor();
  const draw = useDocField<string>(`${path}.moments.draw`);
  const game = doc.games[index];
  if (!game) return null;
  const { moments } = pacingOf(game);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          id={draw.id}
          label="Where the moments lie"
          hint={draw.hint}
          errors={draw.errors}
          isDisabled={draw.isDisabled}
          choices={draws}
          selectedKey={draw.value}
          onSelectionChange={(key) => key !== null && draw.set(String(key))}
        />
        <LifeField path={`${path}.moments.lifeSeconds`} />
      </div>
      {moments.draw === "counts" ? (
        <CountFields path={path} game={game} zone={doc.timeZone} />
      ) : null}
      {moments.draw === "list" ? <ListField path={path} game={game} zone={doc.timeZone} /> : null}
      <p className="text-sm text-ink-2">
        All moments are drawn from the game's seed and committed to before the start.
      </p>
    </div>
  );
}

function LifeField({ path }: { readonly path: string }) {
  const field = useDocField<number>(path);
  const isVoid = field.value > 0;
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup
        id={field.id}
        label="A moment nobody claims"
        hint={field.hint}
        errors={field.errors}
        isDisabled={field.isDisabled}
        value={isVoid ? "void" : "roll"}
        onChange={(value) => field.set(value === "void" ? 60 : 0)}
        choices={[
          { value: "roll", label: "Waits for the next play" },
          { value: "void", label: "Is void after a while" },
        ]}
      />
      {isVoid ? (
        <DocNumber path={path} label="Seconds until it is void" min={1} max={604_800} />
      ) : null}
    </div>
  );
}

const spans = [
  { id: "day", label: "Day" },
  { id: "hour", label: "Hour" },
];
const rowsMost = 240;

function CountFields({ path, game, zone }: FieldsOfGame) {
  const per = useDocField<string>(`${path}.moments.per`);
  const counts = useDocField<number[]>(`${path}.moments.counts`);
  const time = gameTimeOf(game, zone);
  const edges = per.value === "hour" ? hourEdges(time) : dayEdges(time);
  const budget = game.prizes.reduce((sum, prize) => sum + prize.quantity, 0);
  const given = edges.reduce((sum, _, i) => sum + (counts.value[i] ?? 0), 0);
  const set = (index: number, value: number) =>
    counts.set(
      edges.map((_, i) => (i === index ? Math.max(0, value || 0) : (counts.value[i] ?? 0))),
    );
  const spread = () =>
    counts.set(
      edges.map(
        (_, i) =>
          Math.floor(((i + 1) * budget) / edges.length) - Math.floor((i * budget) / edges.length),
      ),
    );
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label="Counted by"
          choices={spans}
          selectedKey={per.value}
          isDisabled={per.isDisabled}
          onSelectionChange={(key) => key !== null && per.set(String(key))}
        />
        <Button isDisabled={counts.isDisabled} onPress={spread}>
          Spread evenly
        </Button>
        <p className="pb-1.5 text-sm text-ink-2">
          {plural(given, "moment")} for {plural(budget, "prize")}
        </p>
      </div>
      <div id={counts.id} className="grid grid-cols-2 gap-3 sm:grid-cols-3 md:grid-cols-4">
        {edges.slice(0, rowsMost).map((edge, index) => (
          <NumberField
            key={edge}
            label={formatWeekdayTime(time.startsAtMs + edge * 1000, zone)}
            minValue={0}
            maxValue={1_000_000}
            isDisabled={counts.isDisabled}
            value={counts.value[index] ?? 0}
            onChange={(value) => set(index, value)}
          />
        ))}
      </div>
      {edges.length > rowsMost ? (
        <p className="text-sm text-ink-2">
          The game has {plural(edges.length, "hour")}; count by days, or bring a file.
        </p>
      ) : null}
      {counts.errors ? (
        <p className="text-sm font-semibold text-bad">{counts.errors.join(" ")}</p>
      ) : null}
    </div>
  );
}

interface FieldsOfGame {
  readonly path: string;
  readonly game: GameDoc;
  readonly zone: string;
}

function ListField({ path, game, zone }: FieldsOfGame) {
  const field = useDocField<PacingDoc["moments"]>(`${path}.moments`);
  const [faults, setFaults] = useState<readonly MomentCsvFault[]>([]);
  const { list, fileName } = field.value;
  const id = fieldId(`${path}.moments.list`);
  const read = async (file: File) => {
    const plain = { ...game, pacing: { ...pacingOf(game), moments: defaultPacing.moments } };
    const config = pacerConfigOf(plain, zone);
    const answer = parseMomentCsv(await file.text(), config, Date.parse(game.startsAt));
    if (!answer.ok) return setFaults(answer.faults);
    const tooMany = momentListProblem(answer.times);
    if (tooMany) return setFaults([{ line: 0, reason: tooMany }]);
    setFaults([]);
    field.set({
      ...field.value,
      fileName: file.name.slice(0, 200),
      list: game.prizes.map((prize, index) => ({
        prizeId: prize.id,
        times: answer.times[index] ?? [],
      })),
    });
  };
  const total = list.reduce((sum, { times }) => sum + times.length, 0);
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-base font-semibold">
        File of winning moments
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv,text/plain"
        disabled={field.isDisabled}
        className="max-w-full text-base"
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void read(file);
          event.currentTarget.value = "";
        }}
      />
      <p id={`${id}-hint`} className="text-sm text-ink-2">
        A line a moment: its time with offset (2026-11-20T18:00:00+01:00) or seconds from the start,
        then the number of the prize where the game has several.
      </p>
      {total > 0 ? (
        <p>
          {fileName || "A file"}: {plural(total, "moment")}.
        </p>
      ) : null}
      {faults.length > 0 ? <Faults faults={faults} /> : null}
    </div>
  );
}

function Faults({ faults }: { readonly faults: readonly MomentCsvFault[] }) {
  return (
    <div role="alert" className="border-l-4 border-bad bg-bad-bg px-3 py-2.5 text-bad">
      <p className="font-semibold">Nothing of the file was taken.</p>
      <ul className="mt-1 max-h-48 overflow-y-auto text-sm">
        {faults.map(({ line, reason }) => (
          <li key={`${line} ${reason}`}>
            {line > 0 ? `Line ${line}: ` : ""}
            {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
