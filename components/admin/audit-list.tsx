import { formatClock, formatMoment, zoneName } from "#components/ui/format-time.ts";

interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly action: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly sealed: boolean;
}

const actors: Record<string, string> = {
  system: "The clock",
  api_key: "An API key",
  player: "A player",
  user: "A former member",
};

/** `campaign.edited_live` reads as "campaign edited live". */
function actionWords(action: string): string {
  return action
    .replace(/^coupon_/, "")
    .replace(".", " ")
    .replaceAll("_", " ");
}

export function AuditList({
  rows,
  zone,
  withSubject = false,
}: {
  readonly rows: readonly AuditEntry[];
  readonly zone: string;
  /** Where the page does not say already what it is about. */
  readonly withSubject?: boolean;
}) {
  return (
    <>
      <ol>
        {rows.map((row) => (
          <li
            key={row.id}
            className="grid gap-x-4 border-b border-dashed border-rule py-2 sm:grid-cols-[190px_minmax(0,1fr)]"
          >
            <time dateTime={row.at.toISOString()} className="text-ink-2">
              {formatMoment(row.at, zone)}:{formatClock(row.at, zone).slice(6)}
            </time>
            <div className="min-w-0">
              <b className="font-semibold">
                {row.actorName ?? actors[row.actorKind] ?? "Somebody"}
              </b>{" "}
              {actionWords(row.action)}
              {withSubject ? (
                <code className="block text-sm break-all text-ink-2">{row.subjectId}</code>
              ) : null}
              <Changes before={row.before} after={row.after} />
            </div>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-sm text-ink-2">
        Times in {zoneName(zone, rows[0]?.at ?? 0)}. Entries are sealed into a chain and cannot be
        changed.
      </p>
    </>
  );
}

function Changes({ before, after }: Pick<AuditEntry, "before" | "after">) {
  const old = record(before);
  const next = record(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  if (names.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-ink-2">
        {names.length === 1 ? "One value" : `${names.length} values`}
      </summary>
      <dl className="mt-1 grid gap-1">
        {names.map((name) => (
          <div key={name} className="break-words">
            <dt className="inline text-ink-2">{name}: </dt>
            <dd className="inline">
              {name in old && name in next ? (
                <>
                  <s>{shown(old[name])}</s> {shown(next[name])}
                </>
              ) : (
                shown(next[name] ?? old[name])
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

function shown(value: unknown): string {
  if (typeof value === "string") return value === "" ? "empty" : value;
  return JSON.stringify(value) ?? "–";
}
