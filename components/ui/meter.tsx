import { cx } from "#components/ui/class-names.ts";

/** A filled bar with its value in words. `share` is 0…1. */
export function Meter({
  share,
  label,
  className,
}: {
  readonly share: number;
  readonly label: string;
  readonly className?: string;
}) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return (
    <span
      role="img"
      aria-label={label}
      className={cx("block h-2 w-[120px] border border-rule-2 bg-sunk", className)}
    >
      <span className="block h-full bg-mark" style={{ width: `${percent}%` }} />
    </span>
  );
}

export interface BarPart {
  readonly label: string;
  readonly value: number;
  readonly tone: "mark" | "ok" | "link" | "ink" | "bad" | "muted";
}

const tones: Record<BarPart["tone"], string> = {
  mark: "bg-mark",
  ok: "bg-ok",
  link: "bg-link",
  ink: "bg-ink",
  bad: "bg-bad",
  muted: "bg-rule-2",
};

/** Parts of a whole in one bar, with a key that says each in words. */
export function StackedBar({
  parts,
  label,
  legend = true,
}: {
  readonly parts: readonly BarPart[];
  readonly label: string;
  readonly legend?: boolean;
}) {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  const words = parts.map((part) => `${part.label} ${part.value.toLocaleString("en")}`).join(", ");
  return (
    <div className="min-w-40">
      <div
        role="img"
        aria-label={`${label}: ${words}`}
        className="flex h-2.5 w-full gap-px border border-rule-2 bg-sunk"
      >
        {parts
          .filter((part) => part.value > 0)
          .map((part) => (
            <span
              key={part.label}
              className={cx("h-full", tones[part.tone])}
              style={{ width: `${(100 * part.value) / Math.max(1, total)}%` }}
            />
          ))}
      </div>
      {legend ? (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {parts.map((part) => (
            <li key={part.label} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={cx("size-2.5", tones[part.tone])} />
              {part.label} <b className="font-semibold">{part.value.toLocaleString("en")}</b>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
