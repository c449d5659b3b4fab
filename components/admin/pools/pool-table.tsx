import Link from "next/link";
import { formatCount } from "#components/ui/format-number.ts";
import { type BarPart, StackedBar } from "#components/ui/meter.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { PoolLedger, PoolListed } from "#lib/coupons/contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** The closed ledger of a pool as parts of one bar. */
export function ledgerParts(pool: PoolLedger): BarPart[] {
  return [
    { label: "Available", value: pool.available, tone: "mark" },
    { label: "Reserved", value: pool.reserved, tone: "link" },
    { label: "Issued", value: pool.issued, tone: "ink" },
    { label: "Redeemed", value: pool.redeemed, tone: "ok" },
    { label: "Expired", value: pool.expired, tone: "muted" },
    { label: "Void", value: pool.voided, tone: "bad" },
  ];
}

export function PoolTable({
  pools,
  labelledBy,
}: {
  readonly pools: readonly PoolListed[];
  readonly labelledBy: string;
}) {
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Pool</th>
          <th scope="col">Brand</th>
          <th scope="col">Where its codes are</th>
          <th scope="col" className="n">
            Available
          </th>
          <th scope="col" className="n">
            Loaded
          </th>
          <th scope="col">Stock</th>
        </tr>
      </thead>
      <tbody>
        {pools.map((pool) => (
          <tr key={pool.id}>
            <th scope="row" className="min-w-36">
              <Link className="link" href={`/pools/${toPublicId("pool", pool.id)}`}>
                {pool.name}
              </Link>
            </th>
            <td className="min-w-32">{pool.brandName}</td>
            <td>
              <StackedBar parts={ledgerParts(pool)} label={pool.name} legend={false} />
            </td>
            <td className="n">{formatCount(pool.available)}</td>
            <td className="n">{formatCount(pool.loaded)}</td>
            <td>{poolStamp(pool)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

export function poolStamp(pool: PoolListed) {
  if (pool.archivedAt) return <Stamp state="archived" />;
  if (pool.loaded === 0) return <Stamp state="draft" word="Empty" />;
  if (pool.available === 0) return <Stamp state="bad" word="Used up" />;
  return pool.lowStock ? <Stamp state="warn" word="Low" /> : <Stamp state="ok" />;
}
