import { formatCount } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { Table } from "#components/ui/table.tsx";
import type { PrizePace } from "#lib/analytics/contract.ts";
import { leavesOver, runsOutEarly } from "#lib/analytics/pace-alerts.ts";

/** Each prize line: given out, what the plan says, and where it leads. */
export function PaceTable({
  prizes,
  nowMs,
  zone,
  labelledBy,
  withGames = false,
}: {
  readonly prizes: readonly PrizePace[];
  readonly nowMs: number;
  readonly zone: string;
  readonly labelledBy: string;
  readonly withGames?: boolean;
}) {
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Prize</th>
          <th scope="col">Brand</th>
          {withGames ? <th scope="col">Game</th> : null}
          <th scope="col" className="n">
            Won
          </th>
          <th scope="col" className="n">
            Plan
          </th>
          <th scope="col" className="n">
            Left
          </th>
          <th scope="col">Leads to</th>
        </tr>
      </thead>
      <tbody>
        {prizes.map((prize) => (
          <tr key={prize.prizeId}>
            <th scope="row">{prize.prizeName}</th>
            <td>{prize.brandName}</td>
            {withGames ? <td>{prize.gameName}</td> : null}
            <td className="n">{formatCount(prize.won)}</td>
            <td className="n">{formatCount(prize.planned)}</td>
            <td className="n">{formatCount(prize.left)}</td>
            <td className={isWorrying(prize, nowMs) ? "font-semibold text-warn" : undefined}>
              {leadsTo(prize, nowMs, zone)}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function isWorrying(prize: PrizePace, nowMs: number): boolean {
  return runsOutEarly(prize, nowMs) || leavesOver(prize, nowMs);
}

function leadsTo(prize: PrizePace, nowMs: number, zone: string): string {
  if (prize.left <= 0) return "all given out";
  if (prize.endsMs <= nowMs) return `${formatCount(prize.left)} left over`;
  if (prize.runOutMs !== null) return `runs out ${formatWeekdayTime(prize.runOutMs, zone)}`;
  return `${formatCount(prize.leftAtEnd)} left at the end`;
}
