import Link from "next/link";
import type { ReactNode } from "react";
import { formatClock, formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { AdMessage, DeliveryListed } from "#lib/webhooks/contract.ts";

export function deliveryStamp({ state, attempts }: AdMessage) {
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

/** Messages whose attempts are on pages below `base`. */
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
    <Messages label="Messages">
      {deliveries.map((delivery) => (
        <MessageRow key={delivery.id} message={delivery} zone={zone}>
          <Link className="link" href={`${base}/${delivery.id}`}>
            {delivery.type}
          </Link>
        </MessageRow>
      ))}
    </Messages>
  );
}

/** The same of messages that have no pages of their own. */
export function MessageTable({
  label,
  messages,
  zone,
}: {
  readonly label: string;
  readonly messages: readonly AdMessage[];
  readonly zone: string;
}) {
  return (
    <Messages label={label}>
      {messages.map((message) => (
        <MessageRow key={message.messageId} message={message} zone={zone}>
          {message.type}
        </MessageRow>
      ))}
    </Messages>
  );
}

function Messages({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Table label={label}>
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
      <tbody>{children}</tbody>
    </Table>
  );
}

function MessageRow({
  message,
  zone,
  children,
}: {
  readonly message: AdMessage;
  readonly zone: string;
  readonly children: ReactNode;
}) {
  const { at, attempts, lastError, lastStatus } = message;
  return (
    <tr>
      <th scope="row">{children}</th>
      <td className="whitespace-nowrap">
        {formatMoment(at, zone)}
        <span className="block text-sm text-ink-2">{formatClock(at, zone)}</span>
      </td>
      <td>{deliveryStamp(message)}</td>
      <td className="n">{attempts}</td>
      <td className="text-sm">{lastError ?? lastStatus ?? "none yet"}</td>
    </tr>
  );
}
