"use client";

import { cx } from "#components/ui/class-names.ts";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { Note } from "#components/ui/note.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { FitStep, Forecast } from "#lib/promotions/booking-contract.ts";

const stepWords: Readonly<Record<FitStep, string>> = {
  online: "Seen within the hour",
  platform: "On these platforms",
  region: "In these regions",
  language: "In these languages",
  size: "Of this size",
  category: "Take this category",
  posts: "Have posts free until the end",
};

/** What the network can carry, step by step, before anything is booked. */
export function ForecastPanel({
  forecast,
  problem,
  isPending,
}: {
  readonly forecast: Forecast | null;
  readonly problem: string | null;
  readonly isPending: boolean;
}) {
  return (
    <div aria-busy={isPending} className="flex flex-col gap-3">
      <div role="status" className="min-h-12">
        {problem ? <p className="text-ink-2">{problem}</p> : null}
        {!problem && forecast ? <Verdict forecast={forecast} /> : null}
        {!problem && !forecast ? <Skeleton className="h-12 w-full" /> : null}
      </div>
      {forecast && !problem ? (
        <ol className={cx("transition-opacity duration-[var(--t2)]", isPending && "opacity-60")}>
          {telling(forecast).map(({ step, servers }) => (
            <li
              key={step}
              className="flex items-baseline justify-between gap-3 border-b border-dashed border-rule py-1.5 last:border-b-0"
            >
              <span
                className={step === forecast.binding ? "font-semibold text-warn" : "text-ink-2"}
              >
                {stepWords[step]}
                {step === forecast.binding ? <span className="sr-only"> (binds)</span> : null}
              </span>
              <b className="font-semibold">{formatCount(servers)}</b>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

/** Steps that let everybody through say nothing; the first and the last stand always. */
function telling({ left, binding }: Forecast): Forecast["left"] {
  return left.filter(
    ({ step, servers }, index) =>
      index === 0 ||
      index === left.length - 1 ||
      step === binding ||
      servers !== left[index - 1]?.servers,
  );
}

function Verdict({ forecast }: { readonly forecast: Forecast }) {
  const { fitting, wanted, shortfall, sentence } = forecast;
  const head = `${plural(fitting, "promo server")} ${fitting === 1 ? "fits" : "fit"}; ${formatCount(wanted)} asked.`;
  if (shortfall === 0) {
    return (
      <Note tone="ok">
        <b className="font-semibold">{head}</b>
      </Note>
    );
  }
  return (
    <Note tone="warn">
      <b className="font-semibold">{head}</b> {sentence}
    </Note>
  );
}
