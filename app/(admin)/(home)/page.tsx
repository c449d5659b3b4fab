import type { Metadata } from "next";
import Link from "next/link";
import { readNotice } from "#app/(admin)/ad-desk/people-actions.ts";
import { loadHome } from "#app/(admin)/load-home.ts";
import { removeDemoCampaigns } from "#app/(admin)/shell-actions.ts";
import { NoticeSheet } from "#components/admin/ads/notice-sheet.tsx";
import { FirstSteps } from "#components/admin/home/first-steps.tsx";
import { LiveStub } from "#components/admin/home/live-stub.tsx";
import { RemoveDemo } from "#components/admin/home/remove-demo.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatWindow, zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const actor = await requireActor("admin", "marketer");
  const [home, user] = await Promise.all([loadHome(actor), currentUser()]);
  return (
    <>
      <PageHeader
        title="Home"
        actions={
          <LinkButton look="primary" href="/campaigns/new">
            New campaign
          </LinkButton>
        }
      >
        <p className="text-ink-2">Good to see you, {user?.name ?? "there"}.</p>
      </PageHeader>
      {home.isFirstRun ? (
        <FirstSteps
          demo={home.demo}
          mayInvite={actor.role === "admin"}
          removeDemo={actor.role === "admin" ? removeDemoCampaigns : null}
        />
      ) : null}
      <div className="mt-[22px] grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <section aria-labelledby="now" className="min-w-0">
          <h2 id="now" className="caps mb-2.5">
            Now
          </h2>
          {home.live.length === 0 ? (
            <EmptyState sentence="No campaign is live at this moment.">
              <LinkButton href="/campaigns?state=scheduled,draft">See what is prepared</LinkButton>
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-3">
              {home.live.map((entry) => (
                <li key={entry.campaign.id}>
                  <LiveStub {...entry} />
                </li>
              ))}
            </ul>
          )}
        </section>
        <div className="flex min-w-0 flex-col gap-[22px]">
          <Sheet title="Needs you" id="needs">
            {home.needs.length === 0 ? (
              <p className="text-ink-2">Nothing. Coupons last, pools are full enough.</p>
            ) : (
              <ul>
                {home.needs.map((need) => (
                  <li
                    key={need.href + need.sentence}
                    className="border-b border-dashed border-rule py-2 last:border-b-0"
                  >
                    {need.sentence}{" "}
                    <Link className="link" href={need.href}>
                      {need.action}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </Sheet>
          <NoticeSheet
            list={home.notices}
            zone={user?.timeZone ?? "UTC"}
            base="/ad-desk"
            read={readNotice}
          />
          <Sheet title="Next 7 days" id="next">
            {home.next.length === 0 ? (
              <p className="text-ink-2">Nothing starts in the next seven days.</p>
            ) : (
              <ul>
                {home.next.map((campaign) => (
                  <li
                    key={campaign.id}
                    className="border-b border-dashed border-rule py-2 last:border-b-0"
                  >
                    <Link className="link" href={`/campaigns/${toPublicId("cmp", campaign.id)}`}>
                      {campaign.name}
                    </Link>
                    <br />
                    <span className="text-sm text-ink-2">
                      {formatWindow(campaign.startsAt, campaign.endsAt, campaign.timeZone)},{" "}
                      {zoneCity(campaign.timeZone)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Sheet>
        </div>
      </div>
      {home.hasDemo && !(home.isFirstRun && home.demo) && actor.role === "admin" ? (
        <p className="mt-[22px] flex flex-wrap items-center gap-3 text-sm text-ink-2">
          The demo campaigns are still here.
          <RemoveDemo removeDemo={removeDemoCampaigns} />
        </p>
      ) : null}
    </>
  );
}
