import Link from "next/link";
import { platformWords } from "#components/admin/network/network-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { RanLine } from "#lib/promotions/network-contract.ts";

/** Where a promotion ran, promo server by promo server, with what came of it. */
export function RanTable({
  lines,
  labelledBy,
  zone,
  linked,
}: {
  readonly lines: readonly RanLine[];
  readonly labelledBy: string;
  readonly zone: string;
  /** Staff may look at the promo server itself. */
  readonly linked: boolean;
}) {
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Promo server</th>
          <th scope="col">Exposure</th>
          <th scope="col">First post</th>
          <th scope="col">Variant</th>
          <th scope="col" className="n">
            Posts
          </th>
          <th scope="col" className="n">
            Clicks
          </th>
          <th scope="col" className="n">
            Conversions
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.serverId}>
            <th scope="row" className="min-w-36">
              {linked ? (
                <Link className="link" href={`/promo-servers/${toPublicId("srv", line.serverId)}`}>
                  {line.name}
                </Link>
              ) : (
                line.name
              )}
              <span className="block text-sm text-ink-2">
                {[platformWords[line.platform], line.region].filter(Boolean).join(" · ")}
              </span>
            </th>
            <td>{exposureOf(line)}</td>
            <td className="whitespace-nowrap">
              {line.postedAt ? formatMoment(line.postedAt, zone) : "not yet"}
            </td>
            <td>{line.variantKey}</td>
            <td className="n">{formatCount(line.posts)}</td>
            <td className="n">{formatCount(line.clicks)}</td>
            <td className="n">{formatCount(line.conversions)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function exposureOf({ billedAs, makegood, postedAt, isPlaced }: RanLine) {
  if (billedAs !== null) {
    return (
      <span className="flex flex-wrap items-center gap-1.5">
        <Stamp state="ok" word={`No. ${billedAs}`} />
        {makegood ? <span className="text-sm text-ink-2">makegood</span> : null}
        {isPlaced ? null : <span className="text-sm text-ink-2">gone since</span>}
      </span>
    );
  }
  if (postedAt !== null) return <Stamp state="archived" word="Not billed" />;
  return <Stamp state="draft" word={isPlaced ? "Placed" : "Taken back"} />;
}
