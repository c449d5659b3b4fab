import Link from "next/link";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { BatchLine } from "#lib/promotions/network-contract.ts";

/** What a promo server is to post now, the soonest to end first. */
export function BatchTable({
  lines,
  labelledBy,
  zone,
}: {
  readonly lines: readonly BatchLine[];
  readonly labelledBy: string;
  readonly zone: string;
}) {
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Promotion</th>
          <th scope="col">Variant</th>
          <th scope="col">Ends</th>
          <th scope="col">Last post</th>
          <th scope="col" className="n">
            Posts
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.promotionId}>
            <th scope="row" className="min-w-36">
              <Link className="link" href={`/promotions/${toPublicId("prm", line.promotionId)}`}>
                {line.appName}
              </Link>
              <span className="block text-sm break-all text-ink-2">{line.wireKey}</span>
            </th>
            <td>{line.variantKey.toUpperCase()}</td>
            <td className="whitespace-nowrap">{formatMoment(line.endsAt, zone)}</td>
            <td className="whitespace-nowrap">
              {line.lastPostedAt ? formatMoment(line.lastPostedAt, zone) : "not yet"}
            </td>
            <td className="n">{formatCount(line.posts)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
