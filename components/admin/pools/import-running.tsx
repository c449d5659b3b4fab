"use client";

import { useEffect } from "react";
import { leftWords, paceOf, type Sighting, stepsOf } from "#components/admin/pools/import-pace.ts";
import { importWords, progressOf } from "#components/admin/pools/import-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { Meter } from "#components/ui/meter.tsx";
import type { ImportView } from "#lib/coupons/contract.ts";

/** The step under way: how far it is, how fast it goes and how long it still takes. */
export function ImportRunning({
  view,
  seen,
}: {
  readonly view: ImportView;
  readonly seen: readonly Sighting[];
}) {
  const share = progressOf(view);
  const steps = formatCount(stepsOf(view));
  return (
    <>
      <div role="status" className="mt-3 flex flex-col gap-2">
        <p>
          {importWords[view.state]}
          {share === null ? "…" : ` ${formatCount(Math.round(share * stepsOf(view)))} of ${steps}`}
        </p>
        <Meter
          share={share ?? 0}
          label={share === null ? "Just started" : `${Math.round(share * 100)} % done`}
          className="w-full max-w-96"
        />
      </div>
      <p className="mt-2 text-sm text-ink-2">
        {paceWords(view, seen)}You can leave this page; it goes on by itself.
      </p>
    </>
  );
}

/** Empty, or a sentence and a space. */
function paceWords(view: ImportView, seen: readonly Sighting[]): string {
  const pace = paceOf(seen, view);
  if (!pace) return "";
  const rate = `${formatCount(Math.round(pace.rowsASecond))} rows a second`;
  return pace.leftMs === null ? `${rate}. ` : `${rate}, ${leftWords(pace.leftMs)} left. `;
}

/** Tells who looks at another tab how far it is, and then that it is over. */
export function useImportTitle(view: ImportView, isRunning: boolean, wasSeenRunning: boolean) {
  const share = isRunning ? progressOf(view) : null;
  const percent = share === null ? "" : `${Math.round(share * 100)} % `;
  const words = isRunning || wasSeenRunning ? `${percent}${importWords[view.state]}` : null;
  useEffect(() => {
    if (words === null) return;
    const before = document.title;
    const title = `${words} · ${before}`;
    document.title = title;
    return () => {
      // Whoever leads on to another page has named that one already.
      if (document.title === title) document.title = before;
    };
  }, [words]);
}
