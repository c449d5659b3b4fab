"use client";

import { CurveField, type CurvePoint } from "#components/charts/curve-field.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { NumberField } from "#components/ui/number-field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import type { PastGame } from "#lib/analytics/contract.ts";
import type { Pattern } from "#lib/pacing/simulator/traffic.ts";

export interface TrafficChoice {
  readonly kind: "pattern" | "drawn" | "replay";
  readonly pattern: Pattern;
  readonly points: readonly CurvePoint[];
  readonly gameId: string | null;
  readonly plays: number;
}

const patterns: readonly { id: Pattern; label: string; hint: string }[] = [
  { id: "constant", label: "Even", hint: "the same all the time" },
  { id: "diurnal", label: "Swell", hint: "few at the ends, many in the middle" },
  { id: "flash", label: "Rush at the start", hint: "four fifths in the first 5 %" },
  { id: "late", label: "Rush at the end", hint: "four fifths in the last 5 %" },
  { id: "midspike", label: "Spike half way", hint: "half of all plays in 1 % of the time" },
  { id: "twospikes", label: "Two spikes", hint: "two television spots" },
  { id: "onoff", label: "Bursts", hint: "twenty bursts with nobody in between" },
  { id: "meals", label: "Lunch and dinner", hint: "one day of a restaurant" },
  { id: "weekly", label: "A week", hint: "quiet nights, a busy weekend" },
  { id: "deadstart", label: "Nobody at first", hint: "nothing in the first half" },
  { id: "death", label: "Fading", hint: "nobody after two fifths" },
  { id: "attack", label: "A script tries its luck", hint: "ten bursts of one player" },
];

export function TrafficFields({
  traffic,
  change,
  pastGames,
  wordsAt,
  isDisabled,
}: {
  readonly traffic: TrafficChoice;
  readonly change: (traffic: TrafficChoice) => void;
  readonly pastGames: readonly PastGame[];
  readonly wordsAt: (at: number) => string;
  readonly isDisabled: boolean;
}) {
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup
        label="Expected traffic"
        isDisabled={isDisabled}
        value={traffic.kind}
        onChange={(kind) => change({ ...traffic, kind: kind as TrafficChoice["kind"] })}
        choices={[
          { value: "pattern", label: "A pattern" },
          { value: "drawn", label: "Drawn by hand" },
          ...(pastGames.length > 0
            ? [{ value: "replay", label: "The plays of an earlier game, as they came" }]
            : []),
        ]}
      />
      {traffic.kind === "pattern" ? (
        <Select
          label="Pattern"
          isDisabled={isDisabled}
          choices={patterns}
          selectedKey={traffic.pattern}
          onSelectionChange={(key) => change({ ...traffic, pattern: key as Pattern })}
        />
      ) : null}
      {traffic.kind === "drawn" ? (
        <CurveField
          id="expected-traffic"
          label="How many come"
          hint="Drag, or move a point with the arrow keys."
          isDisabled={isDisabled}
          points={traffic.points}
          onChange={(points) => change({ ...traffic, points })}
          wordsAt={wordsAt}
        />
      ) : null}
      {traffic.kind === "replay" ? (
        <Select
          label="Earlier game"
          isDisabled={isDisabled}
          choices={pastGames.map((game) => ({
            id: game.gameId,
            label: game.name,
            hint: `${formatCount(game.plays)} plays`,
          }))}
          selectedKey={traffic.gameId}
          onSelectionChange={(key) => change({ ...traffic, gameId: String(key) })}
        />
      ) : (
        <NumberField
          label="Plays in all"
          isDisabled={isDisabled}
          minValue={1}
          maxValue={200_000}
          value={traffic.plays}
          onChange={(plays) => change({ ...traffic, plays: Number.isNaN(plays) ? 1 : plays })}
        />
      )}
    </div>
  );
}
