"use client";

import { Trash2 } from "lucide-react";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { OpeningDoc, PacingDoc } from "#lib/campaigns/pacing-contract.ts";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const shopHours: OpeningDoc = { weekdays: [1, 2, 3, 4, 5, 6], fromMinute: 540, toMinute: 1200 };

/** Hours of the campaign's time zone: when people can win, or when prizes are planned. */
export function HoursFields({
  path,
  pacing,
}: {
  readonly path: string;
  readonly pacing: PacingDoc;
}) {
  const { doc } = useEditor();
  const hours = useDocField<readonly OpeningDoc[]>(`${path}.hours`);
  const closed = useDocField<boolean>(`${path}.closedOutside`);
  const replace = (index: number, opening: OpeningDoc) =>
    hours.set(hours.value.map((each, i) => (i === index ? opening : each)));
  return (
    <div id={hours.id} className="flex flex-col gap-3">
      <h4 className="font-semibold">Hours</h4>
      {hours.value.length === 0 ? (
        <p className="text-sm text-ink-2">Open around the clock from start to end.</p>
      ) : (
        <p className="text-sm text-ink-2">In {doc.timeZone.replaceAll("_", " ")}.</p>
      )}
      {[...hours.value.entries()].map(([index, opening]) => (
        <OpeningRow
          key={index}
          number={index + 1}
          opening={opening}
          isDisabled={hours.isDisabled}
          change={(next) => replace(index, next)}
          remove={() => hours.set(hours.value.filter((_, i) => i !== index))}
        />
      ))}
      {hours.errors ? (
        <p className="text-sm font-semibold text-bad">{hours.errors.join(" ")}</p>
      ) : null}
      <div>
        <Button
          isDisabled={hours.isDisabled || hours.value.length >= 14}
          onPress={() => hours.set([...hours.value, shopHours])}
        >
          Add hours
        </Button>
      </div>
      {pacing.hours.length > 0 ? (
        <RadioGroup
          id={closed.id}
          label="Outside these hours"
          hint={closed.hint}
          isDisabled={closed.isDisabled}
          value={closed.value ? "closed" : "open"}
          onChange={(value) => closed.set(value === "closed")}
          choices={[
            {
              value: "closed",
              label: "Closed",
              hint: "No plays are taken, and the page says when it opens again. The plan stands still until then; say the hours in the rules.",
            },
            {
              value: "open",
              label: "Open all the same",
              hint: "Choose the plan “by hours” to keep prizes for the hours.",
            },
          ]}
        />
      ) : null}
    </div>
  );
}

function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

function minutesOf(clock: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(clock) ?? [];
  return hours === undefined || minutes === undefined
    ? undefined
    : Number(hours) * 60 + Number(minutes);
}

function OpeningRow({
  number,
  opening,
  isDisabled,
  change,
  remove,
}: {
  readonly number: number;
  readonly opening: OpeningDoc;
  readonly isDisabled: boolean;
  readonly change: (opening: OpeningDoc) => void;
  readonly remove: () => void;
}) {
  const turn = (weekday: number, isOn: boolean) => {
    const days = opening.weekdays.filter((each) => each !== weekday);
    const next = isOn ? [...days, weekday].sort((a, b) => a - b) : days;
    if (next.length > 0) change({ ...opening, weekdays: next });
  };
  const time = (name: "fromMinute" | "toMinute", clock: string) => {
    const minutes = minutesOf(clock);
    if (minutes !== undefined) change({ ...opening, [name]: minutes });
  };
  return (
    <fieldset className="flex flex-col gap-2 border border-rule p-3" disabled={isDisabled}>
      <legend className="px-1 text-sm font-semibold">Hours {number}</legend>
      <div className="flex flex-wrap gap-x-4">
        {weekdays.map((name, index) => (
          <Checkbox
            key={name}
            isDisabled={isDisabled}
            isSelected={opening.weekdays.includes(index + 1)}
            onChange={(isOn) => turn(index + 1, isOn)}
          >
            {name}
          </Checkbox>
        ))}
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label="From"
          type="time"
          isDisabled={isDisabled}
          value={clockOf(opening.fromMinute)}
          onChange={(clock) => time("fromMinute", clock)}
        />
        <TextField
          label="To"
          type="time"
          isDisabled={isDisabled}
          value={clockOf(opening.toMinute)}
          onChange={(clock) => time("toMinute", clock)}
        />
        <Button
          look="danger"
          aria-label={`Remove hours ${number}`}
          isDisabled={isDisabled}
          onPress={remove}
        >
          <Trash2 aria-hidden="true" size={16} /> Remove
        </Button>
      </div>
      {opening.toMinute <= opening.fromMinute ? (
        <p className="text-sm text-ink-2">Until the next day.</p>
      ) : null}
    </fieldset>
  );
}
