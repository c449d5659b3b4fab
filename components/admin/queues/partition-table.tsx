import Link from "next/link";
import { formatCount } from "#components/ui/format-number.ts";
import { Table } from "#components/ui/table.tsx";
import { type PartitionFacts, type QueueState, queueStates } from "#lib/ads/desk-contract.ts";

export const stateWords: Readonly<Record<QueueState, string>> = {
  prioritized: "Prioritized",
  waiting: "Waiting",
  delayed: "Delayed",
  active: "Active",
  failed: "Failed",
  completed: "Completed",
};

/** What Redis holds of each partition, beside what its rows say. */
export function PartitionTable({
  partitions,
  hrefOf,
}: {
  readonly partitions: readonly PartitionFacts[];
  readonly hrefOf: (partition: number, state: QueueState) => string;
}) {
  return (
    <Table label="Partitions">
      <thead>
        <tr>
          <th scope="col">Partition</th>
          {queueStates.map((state) => (
            <th key={state} scope="col" className="n">
              {stateWords[state]}
            </th>
          ))}
          <th scope="col" className="n">
            Rows due
          </th>
          <th scope="col" className="n">
            Rows later
          </th>
          <th scope="col" className="n">
            In analysis
          </th>
          <th scope="col" className="n">
            Dead
          </th>
        </tr>
      </thead>
      <tbody>
        {partitions.map(({ partition, held, rows }) => (
          <tr key={partition}>
            <th scope="row" className="whitespace-nowrap">
              <Link className="link" href={hrefOf(partition, "prioritized")}>
                ads {partition}
              </Link>
            </th>
            {queueStates.map((state) => (
              <td key={state} className="n">
                {formatCount(held[state])}
              </td>
            ))}
            <td className="n">{formatCount(rows.due)}</td>
            <td className="n">{formatCount(rows.later)}</td>
            <td className="n">{formatCount(rows.processing)}</td>
            <td className="n">{formatCount(rows.dead)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
