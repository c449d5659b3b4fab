import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Stamp, type StampState, stampStates } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { BrandLine } from "#lib/analytics/contract.ts";
import { lineState } from "#lib/analytics/line-state.ts";

export function ReportLines({
  lines,
  nowMs,
}: {
  readonly lines: readonly BrandLine[];
  readonly nowMs: number;
}) {
  return (
    <Table labelledBy="lines">
      <thead>
        <tr>
          <th scope="col">Prize</th>
          <th scope="col">State</th>
          <th scope="col" className="n">
            Won
          </th>
          <th scope="col" className="n">
            Issued
          </th>
          <th scope="col" className="n">
            Redeemed
          </th>
          <th scope="col">Left</th>
          <th scope="col">Run-out</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.prizeId}>
            <th scope="row">
              {line.prizeName}
              <span className="block text-sm font-normal text-ink-2">
                {line.campaignName} · {line.gameName}
              </span>
            </th>
            <td>
              <Stamp state={stateOf(line)} />
            </td>
            <td className="n">{formatCount(line.won)}</td>
            <td className="n">{formatCount(line.issued)}</td>
            <td className="n">{formatCount(line.redeemed)}</td>
            <td>
              <span className="flex flex-wrap items-center gap-x-2">
                <span>
                  {formatCount(line.left)} of {formatCount(line.budget)}
                </span>
                <Meter
                  share={line.budget > 0 ? line.left / line.budget : 0}
                  label={`${formatCount(line.left)} of ${formatCount(line.budget)} left`}
                />
              </span>
            </td>
            <td>{runOutWords(line, nowMs)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function stateOf(line: BrandLine): StampState {
  return stampStates.find((state) => state === lineState(line)) ?? "draft";
}

function runOutWords(line: BrandLine, nowMs: number): string {
  const at = (ms: number) => `${formatMoment(ms, line.timeZone)} (${zoneCity(line.timeZone)})`;
  if (line.endsMs <= nowMs) return `ended ${at(line.endsMs)}`;
  if (line.startsMs > nowMs) return `starts ${at(line.startsMs)}`;
  if (line.left === 0) return "all given out";
  return line.runOutMs === null ? "not before the end" : `about ${at(line.runOutMs)}`;
}
