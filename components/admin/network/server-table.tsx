import Link from "next/link";
import {
  agoWords,
  aheadWords,
  healthStamps,
  healthWords,
  platformWords,
  serverName,
} from "#components/admin/network/network-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { ServerListed } from "#lib/promotions/network-contract.ts";

export function ServerTable({
  rows,
  label,
  nowMs,
  zone,
  nextAllocationAt,
  moment = "lastFetchAt",
}: {
  readonly rows: readonly ServerListed[];
  readonly label: string;
  readonly nowMs: number;
  readonly zone: string;
  readonly nextAllocationAt: string | null;
  /** Which of its moments is shown. */
  readonly moment?: "lastFetchAt" | "lastSeenAt";
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">Promo server</th>
          <th scope="col">Health</th>
          <th scope="col" className="n">
            Members
          </th>
          <th scope="col">Region</th>
          <th scope="col">{moment === "lastSeenAt" ? "Last seen" : "Last fetch"}</th>
          <th scope="col" className="n">
            Batch
          </th>
          <th scope="col">Next allocation</th>
          <th scope="col">Owner</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className="min-w-40">
              <Link className="link" href={`/promo-servers/${toPublicId("srv", row.id)}`}>
                {serverName(row)}
              </Link>
              {row.demo ? <span className="ml-2 text-sm text-ink-2">demo</span> : null}
              <span className="block text-sm text-ink-2">{platformWords[row.platform]}</span>
            </th>
            <td>
              <Stamp state={healthStamps[row.health]} word={healthWords[row.health]} />
            </td>
            <td className="n">{row.members === null ? "–" : formatCount(row.members)}</td>
            <td className="whitespace-nowrap">
              {[row.region, row.language].filter(Boolean).join(" · ") || "–"}
            </td>
            <td className="whitespace-nowrap">
              <span title={row[moment] ? formatMoment(row[moment], zone) : undefined}>
                {agoWords(row[moment], nowMs, zone)}
              </span>
            </td>
            <td className="n">{formatCount(row.batchSize)}</td>
            <td className="whitespace-nowrap">
              {row.health === "ok" ? aheadWords(nextAllocationAt, nowMs) : "when it is back"}
            </td>
            <td className="whitespace-nowrap">{row.ownerName ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
