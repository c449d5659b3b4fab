"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { drawWords, shortPlay } from "#components/admin/draws/draw-words.ts";
import { openLiveLine } from "#components/admin/draws/live-line.ts";
import { callAction } from "#components/ui/call-action.ts";
import { formatClock } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { Action } from "#lib/http/next/action-result.ts";
import type { DrawRow } from "#lib/plays/draw-timeline.ts";

const shown = 8;
/** A storm of draws is read in steps: this often at most. */
const readEveryMs = 700;
/** A draw may be shown from its reveal on, at most 60 s after the play: until then the list is read again. */
const revealWithinMs = 62_000;
const readAgainMs = 2_000;
/** The page around the list (figures, chart, games) costs more to read than the list. */
const refreshEveryMs = 5_000;

type Line = "connecting" | "live" | "lost";

/**
 * The newest decisions as they happen, and with them the page they stand on: whenever the list has changed, the
 * page is read again. Hold still keeps both as they are so that they can be read.
 */
export function LatestDraws({
  campaignId,
  zone,
  initial,
  isOver,
  load,
  mintTicket,
}: {
  readonly campaignId: string;
  readonly zone: string;
  readonly initial: readonly DrawRow[];
  /** Nothing more comes: the list stands as it is. */
  readonly isOver: boolean;
  readonly load: Action<{ campaignId: string }, readonly DrawRow[]>;
  readonly mintTicket: Action<{ campaignId: string }, string>;
}) {
  const [rows, setRows] = useState(initial);
  const [paused, setPaused] = useState(false);
  const [line, setLine] = useState<Line>("connecting");
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const readUntilMs = useRef(0);
  const renewPage = usePageRenewal(initial);

  const read = useCallback(() => {
    readUntilMs.current = performance.now() + revealWithinMs;
    const readIn = (ms: number) => {
      timer.current ??= setTimeout(() => {
        timer.current = null;
        void callAction(load({ campaignId })).then((answer) => {
          if (answer.ok) {
            setRows(answer.value);
            renewPage(answer.value);
          }
          if (performance.now() < readUntilMs.current) readIn(readAgainMs);
        });
      }, ms);
    };
    readIn(readEveryMs);
  }, [load, campaignId, renewPage]);

  useEffect(() => {
    if (paused || isOver) return;
    setLine("connecting");
    const opened = openLiveLine({
      ticket: async () => {
        const answer = await callAction(mintTicket({ campaignId }));
        return answer.ok ? answer.value : null;
      },
      onDraws: read,
      onState: (up) => {
        setLine(up ? "live" : "lost");
        // What was decided while the line was down is read at once.
        if (up) read();
      },
    });
    return () => {
      opened.close();
      readUntilMs.current = 0;
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
    };
  }, [paused, isOver, read, mintTicket, campaignId]);

  return (
    <Sheet
      title="Latest draws"
      id="latest-draws"
      aside={
        isOver ? null : (
          <button
            type="button"
            aria-pressed={paused}
            onClick={() => setPaused(!paused)}
            className="link text-sm"
          >
            {paused ? "Go on" : "Hold still"}
          </button>
        )
      }
    >
      {rows.length === 0 ? (
        <p className="text-ink-2">No draw yet. They appear here as they happen.</p>
      ) : null}
      <ul className="text-[14px]">
        {rows.slice(0, shown).map((row) => (
          <li key={row.playId} className="flex gap-2.5 border-b border-dashed border-rule py-[7px]">
            <time dateTime={row.decidedAt} className="whitespace-nowrap text-ink-2">
              {formatClock(row.decidedAt, zone)}
            </time>
            <span className="min-w-0">
              {drawWords(row)} ·{" "}
              <Link className="link" href={`/draws/${row.playId}`}>
                {shortPlay(row.playId)}
              </Link>
            </span>
          </li>
        ))}
      </ul>
      {isOver ? null : <p className="mt-2 text-sm text-ink-2">{lineWords(paused, line)}</p>}
    </Sheet>
  );
}

/**
 * Reads the page again when the list differs from what was last read with it, in steps of five seconds. What
 * falls between two steps is caught up with by the next reading of the list, which goes on for a minute.
 */
function usePageRenewal(initial: readonly DrawRow[]): (rows: readonly DrawRow[]) => void {
  const router = useRouter();
  const readWith = useRef(JSON.stringify(initial));
  const renewedAtMs = useRef(Number.NEGATIVE_INFINITY);
  return useCallback(
    (rows) => {
      const now = performance.now();
      const read = JSON.stringify(rows);
      if (read === readWith.current || now - renewedAtMs.current < refreshEveryMs) return;
      readWith.current = read;
      renewedAtMs.current = now;
      router.refresh();
    },
    [router],
  );
}

const lineWordsOf: Readonly<Record<Line, string>> = {
  connecting: "Connecting…",
  live: "Live.",
  lost: "Not live at the moment; reload for the newest.",
};

function lineWords(paused: boolean, line: Line): string {
  return paused ? "Held still." : lineWordsOf[line];
}
