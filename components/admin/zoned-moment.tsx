"use client";

import { type CalendarDateTime, parseDateTime } from "@internationalized/date";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DatePicker } from "#components/ui/date-picker.tsx";
import { formatMoment, zoneName } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { type LocalTime, resolveLocalTime, wallTime } from "#lib/campaigns/zoned-time.ts";

type Doubtful = Extract<LocalTime, { kind: "gap" | "overlap" }> & {
  readonly wall: CalendarDateTime;
};

/**
 * A moment, typed as the clock on the wall of its zone shows it. Where summer time makes that time impossible or
 * double, nothing is handed on until one of the two is chosen.
 */
export function ZonedMoment({
  id,
  label,
  zone,
  value,
  onChange,
  hint,
  errors,
  isDisabled = false,
}: {
  readonly id?: string | undefined;
  readonly label: string;
  readonly zone: string;
  /** ISO 8601 with offset. */
  readonly value: string;
  readonly onChange: (iso: string) => void;
  readonly hint?: string | undefined;
  readonly errors?: readonly string[] | undefined;
  readonly isDisabled?: boolean;
}) {
  const [doubt, setDoubt] = useState<Doubtful | null>(null);
  const shown = doubt?.wall ?? parseDateTime(wallTime(value, zone));
  const read = (wall: CalendarDateTime | null) => {
    if (!wall) return;
    const local = resolveLocalTime(wall.toString().slice(0, 16), zone);
    if (local.kind === "exact") {
      setDoubt(null);
      onChange(local.iso);
    } else if (local.kind !== "invalid") setDoubt({ ...local, wall });
  };
  const choose = (iso: string) => {
    setDoubt(null);
    onChange(iso);
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <DatePicker
        {...(id ? { id } : {})}
        label={label}
        hint={[zoneName(zone, value), hint].filter(Boolean).join(". ")}
        errors={errors}
        isDisabled={isDisabled}
        value={shown}
        onChange={(next) => read(next as CalendarDateTime | null)}
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
