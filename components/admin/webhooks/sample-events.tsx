import { sampleEvents } from "#lib/webhooks/sample-events.ts";

/** Every event with what it says, folded up. */
export function SampleEvents() {
  return (
    <ul className="flex flex-col">
      {sampleEvents.map(({ type, when, data }) => (
        <li key={type} className="border-b border-rule py-2 last:border-b-0">
          <details>
            <summary className="cursor-pointer py-1">
              <code>{type}</code> <span className="text-ink-2">when {when}</span>
            </summary>
            <pre className="mt-2 bg-sunk p-3 text-sm break-all whitespace-pre-wrap">
              {JSON.stringify({ type, timestamp: "2026-06-01T12:00:00.000Z", data }, null, 2)}
            </pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
