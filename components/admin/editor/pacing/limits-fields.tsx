"use client";

import { Trash2 } from "lucide-react";
import { DocNumber } from "#components/admin/editor/doc-fields.tsx";
import { useDocField } from "#components/admin/editor/editor-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import type { LimitDoc, PacingDoc } from "#lib/campaigns/pacing-contract.ts";

const spans = [
  { id: "slot", label: "Slot" },
  { id: "hour", label: "Hour" },
  { id: "day", label: "Day" },
];

/** Least and most winners per slot, hour or day; what cannot be is refused with its reason. */
export function LimitsFields({
  path,
  pacing,
}: {
  readonly path: string;
  readonly pacing: PacingDoc;
}) {
  const field = useDocField<readonly LimitDoc[]>(`${path}.limits`);
  const free = spans.find(({ id }) => !pacing.limits.some(({ per }) => per === id));
  const add = () =>
    field.set([
      ...field.value,
      { per: (free?.id ?? "hour") as LimitDoc["per"], seconds: 600, min: 0, max: 0 },
    ]);
  return (
    <div id={field.id} className="flex flex-col gap-3">
      <h4 className="font-semibold">Winners per slot, hour or day</h4>
      <p className="text-sm text-ink-2">
        A least is met as far as people play; a most is always held. 0 means none.
      </p>
      {field.value.map((limit, index) => (
        <LimitRow
          key={limit.per}
          path={`${path}.limits.${index}`}
          limit={limit}
          taken={field.value.map(({ per }) => per)}
          remove={() => field.set(field.value.filter((_, i) => i !== index))}
          isDisabled={field.isDisabled}
        />
      ))}
      {field.errors ? (
        <p className="text-sm font-semibold text-bad">{field.errors.join(" ")}</p>
      ) : null}
      <div>
        <Button isDisabled={field.isDisabled || free === undefined} onPress={add}>
          Add a limit
        </Button>
      </div>
    </div>
  );
}

function LimitRow({
  path,
  limit,
  taken,
  remove,
  isDisabled,
}: {
  readonly path: string;
  readonly limit: LimitDoc;
  readonly taken: readonly string[];
  readonly remove: () => void;
  readonly isDisabled: boolean;
}) {
  const per = useDocField<string>(`${path}.per`);
  const choices = spans.filter(({ id }) => id === limit.per || !taken.includes(id));
  return (
    <div className="grid items-end gap-3 border-t border-rule pt-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_1fr_auto]">
      <Select
        label="Per"
        choices={choices}
        isDisabled={isDisabled}
        selectedKey={per.value}
        onSelectionChange={(key) => key !== null && per.set(String(key))}
      />
      {limit.per === "slot" ? (
        <DocNumber path={`${path}.seconds`} label="Seconds of the slot" min={1} max={86_400} />
      ) : (
        <span className="hidden lg:block" />
      )}
      <DocNumber path={`${path}.min`} label="At least" max={1_000_000} />
      <DocNumber path={`${path}.max`} label="At most" max={1_000_000} />
      <Button
        look="danger"
        aria-label={`Remove the limit per ${limit.per}`}
        isDisabled={isDisabled}
        onPress={remove}
      >
        <Trash2 aria-hidden="true" size={16} /> Remove
      </Button>
    </div>
  );
}
