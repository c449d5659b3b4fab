"use client";

import { type CalendarDateTime, parseDateTime } from "@internationalized/date";
import { useState } from "react";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { DatePicker } from "#components/ui/date-picker.tsx";
import { formatMoment, zoneName } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { type LocalTime, resolveLocalTime, wallTime } from "#lib/campaigns/zoned-time.ts";

type Doubtful = Extract<LocalTime, { kind: "gap" | "overlap" }> & {
  readonly wall: CalendarDateTime;
};

/**
 * A moment of the campaign, typed as the clock on the wall shows it. Where summer time makes that time
 * impossible or double, nothing is stored until one of the two is chosen.
 */
export function ZonedField({ path, label }: { readonly path: string; readonly label: string }) {
  const { doc } = useEditor();
  const field = useDocField<string>(path);
  const [doubt, setDoubt] = useState<Doubtful | null>(null);
  const zone = doc.timeZone;
  const shown = doubt?.wall ?? parseDateTime(wallTime(field.value, zone));

  const read = (wall: CalendarDateTime | null) => {
    if (!wall) return;
    const local = resolveLocalTime(wall.toString().slice(0, 16), zone);
    if (local.kind === "exact") {
      setDoubt(null);
      field.set(local.iso);
    } else if (local.kind !== "invalid") setDoubt({ ...local, wall });
  };
  const choose = (iso: string) => {
    setDoubt(null);
    field.set(iso);
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <DatePicker
        id={field.id}
        label={label}
        hint={[zoneName(zone, field.value), field.hint].filter(Boolean).join(". ")}
        errors={field.errors}
        isDisabled={field.isDisabled}
        value={shown}
        onChange={(value) => read(value as CalendarDateTime | null)}
      />
      {doubt ? <Choice doubt={doubt} zone={zone} choose={choose} /> : null}
    </div>
  );
}

function Choice({
  doubt,
  zone,
  choose,
}: {
  readonly doubt: Doubtful;
  readonly zone: string;
  readonly choose: (iso: string) => void;
}) {
  const time = doubt.wall.toString().slice(11, 16);
  const [first, second] =
    doubt.kind === "gap" ? [doubt.before, doubt.after] : [doubt.first, doubt.second];
  const offset = (iso: string) => `UTC${iso.slice(19)}`;
  return (
    <Note role="alert">
      <p>
        {doubt.kind === "gap"
          ? `${time} does not exist that night: the clocks jump over it.`
          : `${time} happens twice that night: the clocks go back.`}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onPress={() => choose(first)}>
          {doubt.kind === "gap"
            ? `Use ${formatMoment(first, zone)}`
            : `The first (${offset(first)})`}
        </Button>
        <Button onPress={() => choose(second)}>
          {doubt.kind === "gap"
            ? `Use ${formatMoment(second, zone)}`
            : `The second (${offset(second)})`}
        </Button>
      </div>
    </Note>
  );
}
