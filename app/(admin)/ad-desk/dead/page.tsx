import type { Metadata } from "next";
import Link from "next/link";
import { retryDead } from "#app/(admin)/ad-desk/actions.ts";
import { DeskFrame } from "#app/(admin)/ad-desk/desk-frame.tsx";
import { retry } from "#app/(admin)/ad-desk/people-actions.ts";
import { causeWords } from "#components/admin/ads/ad-words.ts";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { plural } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import { listDeadLetters } from "#lib/ads/dead-letters.ts";
import type { DeadGroup } from "#lib/ads/desk-contract.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Dead letters · Ads" };

export default async function DeadLettersPage() {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const [groups, user] = await Promise.all([listDeadLetters(database.sql, actor), currentUser()]);
  const zone = user?.timeZone ?? "UTC";
  return (
    <DeskFrame
      current="/ad-desk/dead"
      actions={
        groups.length > 0 ? (
          <PressButton
            act={retryDead}
            input={{ cause: null }}
            said="All of them are in the queue again."
          >
            Retry all
          </PressButton>
        ) : null
      }
    >
      <div className="mt-5 flex flex-col gap-[22px]">
        {groups.length === 0 ? (
          <EmptyState sentence="No dead letters. An ad comes here when five attempts failed, or one that no retry can mend." />
        ) : (
          <>
            {groups.map((group) => (
              <Group key={group.cause} group={group} zone={zone} />
            ))}
            <p className="text-sm text-ink-2">Times in {zoneCity(zone)} time.</p>
          </>
        )}
      </div>
    </DeskFrame>
  );
}

function Group({ group, zone }: { readonly group: DeadGroup; readonly zone: string }) {
  const { cause, count, sentence, ads } = group;
  const name = causeWords(cause);
  return (
    <Sheet
      title={`${name} (${count})`}
      id={`cause-${cause.replaceAll(/[^a-z0-9]/g, "-")}`}
      aside={
        <PressButton
          act={retryDead}
          input={{ cause }}
          said={`${plural(count, "ad")} in the queue again.`}
        >
          Retry these {String(count)}
        </PressButton>
      }
    >
      <p className="mb-2 text-ink-2">{sentence}</p>
      <Table label={`Dead letters: ${name}`}>
        <thead>
          <tr>
            <th scope="col">Ad</th>
            <th scope="col">Submitted</th>
            <th scope="col">
              <span className="sr-only">Retry</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {ads.map(({ id, title, submittedAt }) => {
            const adId = toPublicId("ad", id);
            return (
              <tr key={id}>
                <th scope="row">
                  <Link className="link" href={`/ad-desk/${adId}`}>
                    {title}
                  </Link>
                </th>
                <td className="whitespace-nowrap">{formatMoment(submittedAt, zone)}</td>
                <td className="n">
                  <PressButton
                    act={retry}
                    input={{ adId }}
                    said="The ad is in the queue again."
                    label={`Retry ${title}`}
                  >
                    Retry
                  </PressButton>
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      {count > ads.length ? (
        <p className="mt-2 text-sm text-ink-2">
          The oldest {ads.length} of {count} are shown.
        </p>
      ) : null}
    </Sheet>
  );
}
