import Link from "next/link";
import { triggerWords } from "#components/admin/network/network-words.ts";
import { formatCount, formatSeconds } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { RunListed } from "#lib/promotions/network-contract.ts";

/** Allocations, the newest first. */
export function RunTable({
  runs,
  labelledBy,
  zone,
}: {
  readonly runs: readonly RunListed[];
  readonly labelledBy: string;
  readonly zone: string;
}) {
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">When</th>
          <th scope="col">Why</th>
          <th scope="col">Exact</th>
          <th scope="col" className="n">
            Added
          </th>
          <th scope="col" className="n">
            Removed
          </th>
          <th scope="col" className="n">
            Moved
          </th>
          <th scope="col" className="n">
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.version}>
            <th scope="row">
              <Link className="link" href={`/promotions/allocation/${run.version}`}>
                {formatCount(run.version)}
              </Link>
            </th>
            <td className="whitespace-nowrap">{formatMoment(run.at, zone)}</td>
            <td className="min-w-32">{triggerWords[run.trigger]}</td>
            <td className="whitespace-nowrap">
              {run.shortfall === 0 ? (
                <Stamp state="ok" word="All" />
              ) : (
                <Stamp state="warn" word={`${formatCount(run.shortfall)} missing`} />
              )}
            </td>
            <td className="n">{formatCount(run.added)}</td>
            <td className="n">{formatCount(run.removed)}</td>
            <td className="n">{formatCount(run.moved)}</td>
            <td className="n">{formatSeconds(run.ms / 1000)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
