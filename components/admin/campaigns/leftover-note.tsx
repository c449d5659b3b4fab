import Link from "next/link";
import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import type { PrizePace } from "#lib/analytics/contract.ts";
import { leavesOver, mostLeft } from "#lib/analytics/pace-alerts.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** The prize that would leave the largest share over, when that is more than the game allows. */
export function LeftoverNote({
  prizes,
  nowMs,
  zone,
  href,
}: {
  readonly prizes: readonly PrizePace[];
  readonly nowMs: number;
  readonly zone: string;
  /** The campaign's address. */
  readonly href: string;
}) {
  const worst = mostLeft(prizes, nowMs);
  if (!worst) return null;
  const others = prizes.filter((prize) => leavesOver(prize, nowMs)).length - 1;
  return (
    <Note className="mb-[18px]">
      <b className="font-semibold">
        {worst.brandName} will keep about {formatCount(worst.leftAtEnd)} of{" "}
        {formatCount(worst.budget)} coupons
      </b>{" "}
      ({formatShare(worst.leftAtEnd / worst.budget)}) when {worst.gameName} ends{" "}
      {formatWeekdayTime(worst.endsMs, zone)}.{" "}
      <Link className="link" href={`${href}/games/${toPublicId("gme", worst.gameId)}`}>
        Look at its pace
      </Link>{" "}
      or{" "}
      <Link className="link" href={`${href}/share`}>
        bring more players
      </Link>
      .
      {others > 0
        ? ` ${others} more ${others === 1 ? "prize is" : "prizes are"} behind as well.`
        : null}
    </Note>
  );
}
