import Link from "next/link";
import {
  formatMoney,
  stateStamps,
  stateWords,
  tierWords,
} from "#components/admin/network/network-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatWindow } from "#components/ui/format-time.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { PromotionListed } from "#lib/promotions/network-contract.ts";

export function PromotionTable({
  rows,
  label,
  zone,
  base = "/promotions",
  withBrand = true,
}: {
  readonly rows: readonly PromotionListed[];
  readonly label: string;
  readonly zone: string;
  /** Where a promotion's own page is. */
  readonly base?: string;
  readonly withBrand?: boolean;
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">Promotion</th>
          <th scope="col">State</th>
          <th scope="col">Window</th>
          {withBrand ? <th scope="col">Brand</th> : null}
          <th scope="col">Tier</th>
          <th scope="col">Exposures</th>
          <th scope="col" className="n">
            Clicks
          </th>
          <th scope="col" className="n">
            Price
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className="min-w-40">
              <Link className="link" href={`${base}/${toPublicId("prm", row.id)}`}>
                {row.appName}
              </Link>
              {row.demo ? <span className="ml-2 text-sm text-ink-2">demo</span> : null}
              <span className="block text-sm break-all text-ink-2">{row.wireKey}</span>
            </th>
            <td>
              <span className="flex flex-wrap gap-1">
                <Stamp state={stateStamps[row.state]} word={stateWords[row.state]} />
                {row.isShort ? <Stamp state="warn" word="Short" /> : null}
              </span>
            </td>
            <td className="min-w-44">{formatWindow(row.startsAt, row.endsAt, zone)}</td>
            {withBrand ? <td className="min-w-24">{row.brandName ?? "–"}</td> : null}
            <td className="whitespace-nowrap">
              {tierWords[row.tier]} · {row.servers}
            </td>
            <td>
              <span className="flex items-center gap-2 whitespace-nowrap">
                <Meter
                  share={row.billed / row.servers}
                  label={`${row.billed} of ${row.servers} exposures have a receipt`}
                  className="max-w-16"
                />
                {row.billed} of {row.servers}
              </span>
            </td>
            <td className="n">{formatCount(row.clicks)}</td>
            <td className="n">
              {row.priceMinor > 0 ? formatMoney(row.priceMinor, row.currency) : "–"}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
