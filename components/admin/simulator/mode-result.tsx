"use client";

import { modeName } from "#components/admin/editor/pacing/mode-words.ts";
import type { SimulatedGame } from "#components/admin/simulator/simulator-contract.ts";
import { AwardBand } from "#components/charts/award-band.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { StepBars } from "#components/charts/step-bars.tsx";
import { Button } from "#components/ui/button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { SimulatedMode } from "#lib/analytics/simulation-contract.ts";

/** One mode beside the others: the same pictures on the same scales. */
export function ModeResult({
  result,
  game,
  oddsTop,
  use,
}: {
  readonly result: SimulatedMode;
  readonly game: SimulatedGame;
  /** The highest odds of all modes, so that their bars can be compared. */
  readonly oddsTop: number;
  /** Null where there is no draft to write it into. */
  readonly use: { readonly act: () => void; readonly isPending: boolean } | null;
}) {
  const name = modeName(result.mode);
  const budget = game.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  const [from, to] = [Date.parse(game.startsAt), Date.parse(game.endsAt)];
  const words = (at: number) => formatWeekdayTime(from + at * (to - from), game.zone);
  const axis = [words(0), words(1)];
  return (
    <Sheet
      title={result.mode === game.mode ? `${name} · as in the draft` : name}
      id={`mode-${result.mode}`}
      aside={
        use && result.refused === null ? (
          <Button aria-label={`Use this plan: ${name}`} isPending={use.isPending} onPress={use.act}>
            Use this plan
          </Button>
        ) : null
      }
    >
      {result.refused === null ? (
        <>
          <p className="text-sm font-semibold">Coupons given out</p>
          <AwardBand
            label={`${name}: coupons given out over time, ${awardWords(result, budget)}`}
            budget={budget}
            points={result.awards}
            xWords={axis}
          />
          <Figures result={result} budget={budget} game={game} />
          <p className="mt-3 text-sm font-semibold">Odds of a play</p>
          <StepBars
            label={`${name}: odds of a play over time`}
            values={result.odds}
            top={oddsTop}
            format={formatShare}
            xWords={axis}
          />
          <ChartTable
            summary="Show as a table"
            head={["Until", "Given out", "5 of 100 below", "5 of 100 above", "Plays", "Odds"]}
            rows={result.awards.map(({ at, p5, p50, p95 }, index) => [
              words(at),
              formatCount(Math.round(p50)),
              formatCount(Math.round(p5)),
              formatCount(Math.round(p95)),
              formatCount(Math.round(result.plays[index] ?? 0)),
              oddsWords(result.odds[index] ?? null),
            ])}
          />
        </>
      ) : (
        <Note>
          <b className="font-semibold">Cannot run on these settings.</b> {result.refused}
        </Note>
      )}
    </Sheet>
  );
}

function oddsWords(odds: number | null): string {
  return odds === null ? "nobody" : formatShare(odds);
}

function awardWords({ awards }: SimulatedMode, budget: number): string {
  const half = awards[Math.floor(awards.length / 2) - 1];
  const end = awards.at(-1);
  return `${formatCount(Math.round(half?.p50 ?? 0))} half way and ${formatCount(Math.round(end?.p50 ?? 0))} of ${formatCount(budget)} at the end`;
}

function Figures({
  result,
  budget,
  game,
}: {
  readonly result: SimulatedMode;
  readonly budget: number;
  readonly game: SimulatedGame;
}) {
  const odds = result.odds.flatMap((each) => (each === null ? [] : [each]));
  const left = Math.round(result.unsold);
  return (
    <DefinitionList
      rows={[
        ["Runs out early", `${formatShare(result.ranOutEarly)} of runs`],
        [
          "Leftovers",
          `${formatShare(result.leftSome)} of runs, ${formatCount(left)} of ${formatCount(budget)} on average`,
        ],
        [
          "Odds",
          odds.length > 0
            ? `${formatShare(Math.min(...odds))} to ${formatShare(Math.max(...odds))}`
            : "nobody plays",
        ],
        ["Foreseeable", `${formatShare(result.surePct / 100)} of the coupons`],
        ...game.prizes.map(
          (prize, index) =>
            [
              prize.name || `Prize ${index + 1}`,
              `${formatCount(Math.round(result.perBrand[index] ?? 0))} of ${formatCount(prize.quantity)}`,
            ] as const,
        ),
      ]}
    />
  );
}
