import Link from "next/link";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { ChangeLine } from "#lib/promotions/network-contract.ts";

/** The words of an allocation's causes. */
const causeWords: Readonly<Record<string, string>> = {
  gone: "the promo server is gone, silent or blocked",
  ended: "the promotion is over",
  ineligible: "outside the audience by now",
  late: "no posting slot before its end",
  lease: "its turn on a full promo server is over",
  surplus: "more than were booked",
  overload: "too much for this promo server",
  traded: "gave its place so that another gets its number",
  balance: "moved to a promo server with too few",
};

/** What an allocation adds and takes away, pair by pair. */
export function ChangeTable({
  changes,
  total,
  label,
}: {
  readonly changes: readonly ChangeLine[];
  readonly total: number;
  readonly label: string;
}) {
  return (
    <>
      <Table label={label}>
        <thead>
          <tr>
            <th scope="col">Promotion</th>
            <th scope="col">Change</th>
            <th scope="col">Promo server</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((line) => (
            <tr key={`${line.promotionId} ${line.serverId} ${line.added}`}>
              <th scope="row">
                <Link className="link" href={`/promotions/${toPublicId("prm", line.promotionId)}`}>
                  {line.appName}
                </Link>
              </th>
              <td className={line.added ? "text-ok" : "text-bad"}>
                {line.added ? "+ placed" : "− taken away"}
              </td>
              <td>
                <Link className="link" href={`/promo-servers/${toPublicId("srv", line.serverId)}`}>
                  {line.serverName}
                </Link>
              </td>
              <td className="text-ink-2">
                {line.cause === null ? "–" : (causeWords[line.cause] ?? line.cause)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {total > changes.length ? (
        <p className="mt-3 text-sm text-ink-2">
          The first {changes.length} of {total.toLocaleString("en")} changes.
        </p>
      ) : null}
    </>
  );
}
