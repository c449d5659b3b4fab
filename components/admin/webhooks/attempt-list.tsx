import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatClock, formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import type { AttemptListed } from "#lib/webhooks/contract.ts";

/** Newest first: when, how long, who answered, and what. */
export function AttemptList({
  tries,
  zone,
}: {
  readonly tries: readonly AttemptListed[];
  readonly zone: string;
}) {
  if (tries.length === 0) return <EmptyState sentence="It was not tried yet." />;
  return (
    <ol className="flex flex-col">
      {tries.map((attempt) => (
        <li key={attempt.id} className="border-b border-rule py-3 last:border-b-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Stamp
              state={attempt.error === null ? "ok" : "bad"}
              word={attempt.status === null ? "No answer" : `HTTP ${attempt.status}`}
            />
            <span>
              {formatMoment(attempt.at, zone)} ({formatClock(attempt.at, zone)})
            </span>
            <span className="text-sm text-ink-2">
              {[`${attempt.durationMs} ms`, attempt.address].filter(Boolean).join(" · ")}
            </span>
          </div>
          {attempt.error === null ? null : <p className="mt-1.5">{attempt.error}</p>}
          {attempt.response ? (
            <pre className="mt-2 bg-sunk p-3 text-sm break-all whitespace-pre-wrap">
              {attempt.response}
            </pre>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
