import { formatCount, formatShare } from "#components/ui/format-number.ts";

export interface FunnelStep {
  readonly label: string;
  readonly value: number;
  /** What a full bar stands for: promo servers and people have scales of their own. */
  readonly whole: number;
  /** What the share beside it is of; absent: none is shown. */
  readonly of?: { readonly words: string; readonly value: number };
}

/** A bar a step, each as long as its share of the whole. The numbers stand beside it, so no twin is needed. */
export function FunnelBars({ steps }: { readonly steps: readonly FunnelStep[] }) {
  return (
    <ol className="flex flex-col gap-2.5">
      {steps.map(({ label, value, whole, of }) => (
        <li
          key={label}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 sm:grid-cols-[120px_minmax(0,1fr)_170px]"
        >
          <span className="text-ink-2">{label}</span>
          <span
            aria-hidden="true"
            className="order-last col-span-full h-2.5 self-center bg-sunk sm:order-none sm:col-span-1"
          >
            <span
              className="block h-full bg-c1"
              style={{
                width: `${Math.min(100, Math.round((1000 * value) / Math.max(1, whole)) / 10)}%`,
              }}
            />
          </span>
          <span className="text-right">
            <b className="font-semibold">{formatCount(value)}</b>
            {of && of.value > 0 ? (
              <span className="ml-1.5 text-sm text-ink-2">
                {formatShare(value / of.value)} {of.words}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
