import { PaceTable } from "#components/admin/campaigns/pace-table.tsx";
import { BurnDown } from "#components/charts/burn-down.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { StepBars } from "#components/charts/step-bars.tsx";
import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { formatSpan, formatWeekdayTime } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { LivePacing } from "#lib/analytics/contract.ts";

/** A game that runs, or ran, against its plan. */
export function GamePaceSheets({
  pacing,
  zone,
}: {
  readonly pacing: LivePacing;
  readonly zone: string;
}) {
  const { burnDown, slots, odds, nowMs } = pacing;
  const { startsMs, endsMs } = burnDown;
  const isOver = nowMs >= endsMs;
  const axis = [startsMs, (startsMs + endsMs) / 2, endsMs].map((at) => formatWeekdayTime(at, zone));
  const slot = formatSpan(slots.stepMs);
  return (
    <>
      <div className="grid gap-[22px] md:grid-cols-2">
        <Sheet title="Coupons left against plan" id="pace-burn-down">
          <BurnDown {...burnDown} zone={zone} />
        </Sheet>
        <Sheet title={`Winners per slot of ${slot}`} id="pace-slots">
          <StepBars
            className="h-44 sm:h-[190px] md:h-[236px]"
            label={`Winners per slot of ${slot}; the line is the plan`}
            values={slots.wins}
            planned={slots.planned}
            format={(value) => formatCount(Math.round(value))}
            xWords={axis}
          />
          <p className="mt-2 text-sm text-ink-2">Bars are winners, the line is the plan.</p>
          <ChartTable
            summary="Show as a table"
            head={["From", "Winners", "Plan"]}
            rows={slots.planned.map((planned, index) => [
              formatWeekdayTime(startsMs + index * slots.stepMs, zone),
              winsWords(slots.wins[index] ?? null),
              formatCount(Math.round(planned)),
            ])}
          />
        </Sheet>
      </div>
      <Sheet
        title="Prizes against plan"
        id="pace-prizes"
        aside={
          <span className="text-sm text-ink-2">
            {odds
              ? `Odds ${isOver ? "at the end" : "now"} ${formatShare(odds.chance)}, the mean of the latest ${formatCount(odds.plays)} results`
              : "No result yet, so no odds"}
          </span>
        }
      >
        <PaceTable prizes={pacing.prizes} nowMs={nowMs} zone={zone} labelledBy="pace-prizes" />
      </Sheet>
    </>
  );
}

function winsWords(wins: number | null): string {
  return wins === null ? "to come" : formatCount(Math.round(wins));
}
