import Link from "next/link";
import { formatClock, formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { DeliveryListed } from "#lib/webhooks/contract.ts";

export function deliveryStamp({ state, attempts }: Pick<DeliveryListed, "state" | "attempts">) {
  switch (state) {
    case "PENDING":
      return attempts === 0 ? (
        <Stamp state="scheduled" word="Waiting" />
      ) : (
        <Stamp state="warn" word="Trying again" />
      );
    case "DELIVERED":
      return <Stamp state="ok" word="Delivered" />;
    case "DEAD":
      return <Stamp state="bad" word="Dead" />;
    case "CANCELLED":
      return <Stamp state="archived" word="Given up" />;
  }
}

export function DeliveryTable({
  base,
  deliveries,
  zone,
}: {
  readonly base: string;
  readonly deliveries: readonly DeliveryListed[];
  readonly zone: string;
}) {
  return (
    <Table label="Messages">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Happened</th>
          <th scope="col">State</th>
          <th scope="col" className="n">
            Attempts
          </th>
          <th scope="col">Last answer</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id}>
            <th scope="row">
              <Link className="link" href={`${base}/${delivery.id}`}>
                {delivery.type}
              </Link>
            </th>
            <td>
              {formatMoment(delivery.at, zone)}
              <span className="block text-sm text-ink-2">{formatClock(delivery.at, zone)}</span>
            </td>
            <td>{deliveryStamp(delivery)}</td>
            <td className="n">{delivery.attempts}</td>
            <td className="text-sm">{delivery.lastError ?? delivery.lastStatus ?? "none yet"}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
