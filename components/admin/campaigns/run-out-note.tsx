import Link from "next/link";
import type { ReactNode } from "react";
import { formatSpan, formatWeekdayTime } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import type { PrizePace } from "#lib/analytics/contract.ts";
import { runsOutEarly, soonest } from "#lib/analytics/pace-alerts.ts";
import type { PrizeListed } from "#lib/campaigns/contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** The one line that needs a decision: the prize that runs out first, well before its game ends. */
export function RunOutNote({
  prizes,
  nowMs,
  zone,
  lines,
  href,
  pause,
}: {
  readonly prizes: readonly PrizePace[];
  readonly nowMs: number;
  readonly zone: string;
  readonly lines: readonly PrizeListed[];
  /** The campaign's address. */
  readonly href: string;
  /** The action that stops it, while it runs. */
  readonly pause: ReactNode;
}) {
  const first = soonest(prizes, nowMs);
  if (!first) return null;
  const poolId = lines.find((line) => line.id === first.prizeId)?.poolId;
  const others = prizes.filter((prize) => runsOutEarly(prize, nowMs)).length - 1;
  return (
    <Note className="mb-[18px]">
      <b className="font-semibold">
        {first.brandName} will run out about {formatWeekdayTime(first.runOutMs ?? 0, zone)}.
      </b>{" "}
      <span className="whitespace-nowrap">{formatSpan(first.endsMs - (first.runOutMs ?? 0))}</span>{" "}
      before the end.{" "}
      {poolId ? (
        <>
          <Link className="link" href={`/pools/${toPublicId("pool", poolId)}/import`}>
            Add codes
          </Link>{" "}
          for{" "}
        </>
      ) : (
        "Add "
      )}
      <Link className="link" href={`${href}/edit`}>
        a further game
      </Link>
      {pause ? <> or {pause}</> : null}.
      {others > 0
        ? ` ${others} more ${others === 1 ? "prize" : "prizes"} will run out early.`
        : null}
    </Note>
  );
}
