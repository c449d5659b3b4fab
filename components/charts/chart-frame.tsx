import type { ReactNode } from "react";
import { cx } from "#components/ui/class-names.ts";

/** The drawing's own measure in both directions; the frame stretches it. */
export const chartSize = 1000;

export interface AxisMark {
  /** In the measure of the drawing, from the top. */
  readonly at: number;
  readonly text: string;
}

/**
 * A drawing with words on its axes. The drawing stretches to the room there is and the words do not, so that they can
 * be read on a phone. Lines in it want `non-scaling-stroke`; what must stay round or upright is an overlay.
 */
export function ChartFrame({
  label,
  yMarks,
  xWords,
  className,
  overlay,
  children,
}: {
  readonly label: string;
  readonly yMarks: readonly AxisMark[];
  /** At the start, at the end, and evenly between them. */
  readonly xWords: readonly string[];
  /** The height of the drawing. */
  readonly className: string;
  readonly overlay?: ReactNode;
  readonly children: ReactNode;
}) {
  const widest = yMarks.reduce((best, { text }) => (text.length > best.length ? text : best), "");
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 pt-4 text-xs text-ink-2">
      <div aria-hidden="true" className="relative">
        <span className="invisible">{widest}</span>
        {yMarks.map(({ at, text }) => (
          <span key={at} className="absolute right-0 -translate-y-1/2" style={{ top: percent(at) }}>
            {text}
          </span>
        ))}
      </div>
      <div className={cx("relative", className)}>
        <svg
          viewBox={`0 0 ${chartSize} ${chartSize}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          className="absolute inset-0 size-full overflow-visible"
        >
          {children}
        </svg>
        {overlay}
      </div>
      <span />
      <div aria-hidden="true" className="mt-2 flex justify-between gap-2 whitespace-nowrap">
        {xWords.map((word) => (
          <span key={word}>{word}</span>
        ))}
      </div>
    </div>
  );
}

/** A place in the drawing as its frame's overlay understands it. */
export function percent(at: number): string {
  return `${(100 * at) / chartSize}%`;
}
