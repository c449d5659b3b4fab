import Link from "next/link";
import { importWords } from "#components/admin/pools/import-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Table } from "#components/ui/table.tsx";
import type { ImportView } from "#lib/coupons/contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export function ImportHistory({
  imports,
  poolHref,
  zone,
}: {
  readonly imports: readonly ImportView[];
  readonly poolHref: string;
  readonly zone: string;
}) {
  return (
    <Table labelledBy="imports">
      <thead>
        <tr>
          <th scope="col">Import</th>
          <th scope="col">When</th>
          <th scope="col">State</th>
          <th scope="col" className="n">
            New
          </th>
          <th scope="col" className="n">
            Rejected
          </th>
        </tr>
      </thead>
      <tbody>
        {imports.map((view) => (
          <tr key={view.id}>
            <th scope="row">
              <Link
                className="link"
                href={`${poolHref}/import?import=${toPublicId("imp", view.id)}`}
              >
                {view.kind === "pattern" ? <code>{view.fileName}</code> : view.fileName}
              </Link>
            </th>
            <td className="whitespace-nowrap">{formatMoment(view.createdAt, zone)}</td>
            <td className="whitespace-nowrap">{importWords[view.state]}</td>
            <td className="n">{formatCount(view.rowsNew)}</td>
            <td className="n">{formatCount(view.rowsRejected)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
