import Link from "next/link";
import { endpointStamp } from "#components/admin/webhooks/endpoint-state.tsx";
import { formatDay } from "#components/ui/format-time.ts";
import { Table } from "#components/ui/table.tsx";
import type { EndpointListed } from "#lib/webhooks/contract.ts";

interface Line {
  readonly endpoint: EndpointListed;
  readonly href: string;
}

export function EndpointTable({
  lines,
  zone,
}: {
  readonly lines: readonly Line[];
  readonly zone: string;
}) {
  return (
    <Table label="Addresses">
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Hears of</th>
          <th scope="col" className="n">
            Waiting
          </th>
          <th scope="col" className="n">
            Given up
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ endpoint, href }) => (
          <tr key={endpoint.id}>
            <th scope="row">
              <Link className="link break-all" href={href}>
                {endpoint.url}
              </Link>
              <span className="block text-sm font-normal text-ink-2">
                {[endpoint.description, `made ${formatDay(endpoint.createdAt, zone)}`]
                  .filter((part) => part !== "")
                  .join(" · ")}
              </span>
            </th>
            <td className="text-sm">
              {endpoint.events.length === 0 ? "every event" : endpoint.events.join(", ")}
              <span className="block text-ink-2">
                {endpoint.adOwnerId === null
                  ? (endpoint.brandName ?? "every brand")
                  : "of the ads that name it"}
              </span>
            </td>
            <td className="n">{endpoint.waiting}</td>
            <td className="n">{endpoint.dead}</td>
            <td>{endpointStamp(endpoint)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
