import { formatMoment } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import type { EndpointListed } from "#lib/webhooks/contract.ts";

export function endpointStamp(endpoint: EndpointListed) {
  if (endpoint.disabledAt !== null) return <Stamp state="archived" word="Disabled" />;
  if (endpoint.failingSince !== null) return <Stamp state="bad" word="Failing" />;
  return <Stamp state="ok" word="On" />;
}

/** What is wrong, since when, and what to do. */
export function EndpointState({
  endpoint,
  zone,
}: {
  readonly endpoint: EndpointListed;
  readonly zone: string;
}) {
  if (endpoint.disabledAt !== null) {
    return (
      <Note>
        <b className="font-semibold">Disabled on {formatMoment(endpoint.disabledAt, zone)}.</b>{" "}
        {endpoint.disabledReason} It hears of nothing until it is enabled; what was given up can be
        sent again by hand.
      </Note>
    );
  }
  if (endpoint.failingSince === null) return null;
  return (
    <Note tone="bad">
      <b className="font-semibold">
        Every attempt has failed since {formatMoment(endpoint.failingSince, zone)}.
      </b>{" "}
      Nothing is lost yet: each message is tried for three days. After five days of failures the
      webhook is disabled.
    </Note>
  );
}
