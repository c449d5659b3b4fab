import Link from "next/link";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { formatMoment } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { NoticeList } from "#lib/ads/desk-contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

const shownMax = 8;

/** What became of ads, told inside the product. Draws nothing where nothing was ever told. */
export function NoticeSheet({
  list: { notices, unread },
  zone,
  base,
  read,
}: {
  readonly list: NoticeList;
  readonly zone: string;
  /** Where an ad's own page is. */
  readonly base: string;
  readonly read: Action<{ noticeId: string | null }, void>;
}) {
  if (notices.length === 0) return null;
  return (
    <Sheet
      title={unread > 0 ? `Notices, ${unread} new` : "Notices"}
      id="notices"
      aside={
        unread > 0 ? (
          <PressButton
            act={read}
            input={{ noticeId: null }}
            said="All notices are read."
            look="quiet"
            label="Mark all notices as read"
          >
            Mark all as read
          </PressButton>
        ) : null
      }
    >
      <ul>
        {notices.slice(0, shownMax).map(({ id, sentence, subjectId, at, isRead }) => (
          <li
            key={id}
            className="flex items-start justify-between gap-x-2 border-b border-dashed border-rule py-2 last:border-b-0"
          >
            <span className={isRead ? "min-w-0 text-ink-2" : "min-w-0 font-semibold"}>
              {sentence}{" "}
              <Link className="link" href={`${base}/${toPublicId("ad", subjectId)}`}>
                Look at it
              </Link>
              <span className="block text-sm font-normal text-ink-2">{formatMoment(at, zone)}</span>
            </span>
            {isRead ? null : (
              <PressButton
                act={read}
                input={{ noticeId: id }}
                said="The notice is read."
                look="quiet"
                label={`Mark as read: ${sentence}`}
              >
                Read
              </PressButton>
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
