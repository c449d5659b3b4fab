import Link from "next/link";
import { firstInLineWords, waitWords } from "#components/admin/ads/ad-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import type { Lane } from "#lib/ads/desk-contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** The queue as it is taken: a lane a priority, the oldest first, each with its wait and how its age lifts it. */
export function LaneBoard({
  lanes,
  nowMs,
}: {
  readonly lanes: readonly Lane[];
  readonly nowMs: number;
}) {
  return (
    <ul aria-label="Lanes by priority" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5">
      {lanes.map((lane) => (
        <li key={lane.priority} className="sheet min-w-0">
          <h3 className="flex items-baseline justify-between gap-2">
            <span className="font-bold">P{lane.priority}</span>
            <span className="text-sm text-ink-2">{formatCount(lane.waiting)} waiting</span>
          </h3>
          {lane.next.length === 0 ? (
            <p className="mt-2 text-sm text-ink-2">Nothing waits.</p>
          ) : (
            <ol className="mt-1">
              {lane.next.map((ad) => (
                <li
                  key={ad.id}
                  className="border-b border-dashed border-rule py-2 last:border-b-0 last:pb-0"
                >
                  <Link
                    className="link block truncate"
                    href={`/ad-desk/${toPublicId("ad", ad.id)}`}
                  >
                    {ad.title}
                  </Link>
                  <span className="block text-sm text-ink-2">
                    waits {waitWords(nowMs - Date.parse(ad.submittedAt))}
                    {ad.status === "FAILED" ? ", to be tried again" : ""}
                  </span>
                  <span className="block text-sm">
                    P{lane.priority}, {firstInLineWords(ad.firstAt, nowMs)}
                  </span>
                </li>
              ))}
            </ol>
          )}
        </li>
      ))}
    </ul>
  );
}
