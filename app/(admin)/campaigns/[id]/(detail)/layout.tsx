import type { ReactNode } from "react";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { campaignActions } from "#app/(admin)/campaigns/campaign-actions.ts";
import { CampaignMenu } from "#components/admin/campaigns/campaign-menu.tsx";
import { PauseButton } from "#components/admin/campaigns/pause-button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { formatWindow, zoneName } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import type { CampaignView } from "#lib/campaigns/contract.ts";
import { currentUser } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

const editable = ["draft", "scheduled", "live", "paused"];

export default async function CampaignLayout({
  params,
  children,
}: {
  readonly params: Promise<{ id: string }>;
  readonly children: ReactNode;
}) {
  const { id } = await params;
  const campaign = await loadCampaign(id);
  const [{ env }, user] = await Promise.all([webRuntime(), currentUser()]);
  const href = `/campaigns/${id}`;
  const playUrl = new URL(`/p/${campaign.slug}`, env.BASE_URL).href;
  const isPublished = campaign.publishedAt !== null && campaign.state !== "draft";
  const rehearsal =
    campaign.state === "draft" || campaign.state === "scheduled" ? ["Rehearsal"] : [];
  const tabs = [
    "Overview",
    "Games",
    "Prizes",
    "Draws",
    ...rehearsal,
    "Share",
    "Activity",
    "Settings",
  ];
  return (
    <>
      <PageHeader
        title={campaign.name}
        crumbs={[{ href: "/campaigns", label: "Campaigns" }]}
        actions={
          <>
            {isPublished ? (
              <a
                className={buttonClass()}
                href={`/p/${campaign.slug}`}
                target="_blank"
                rel="noopener"
              >
                Preview
              </a>
            ) : null}
            <LinkButton href={`${href}/share`}>Share</LinkButton>
            <PauseButton
              id={campaign.id}
              name={campaign.name}
              state={campaign.state}
              actions={campaignActions}
            />
            {editable.includes(campaign.state) ? (
              <LinkButton look="primary" href={`${href}/edit`} data-key="edit">
                Edit
              </LinkButton>
            ) : null}
            <CampaignMenu
              campaign={{
                id: campaign.id,
                href,
                name: campaign.name,
                state: campaign.state,
                playUrl,
              }}
              actions={campaignActions}
            />
          </>
        }
      >
        <Stamp state={campaign.stateShown} />
        <CampaignWindow campaign={campaign} viewerZone={user?.timeZone ?? "UTC"} />
      </PageHeader>
      <LinkTabs
        label="Campaign"
        tabs={tabs.map((label, index) => ({
          label,
          href: index === 0 ? href : `${href}/${label.toLowerCase()}`,
        }))}
      />
      {campaign.heldAt && campaign.state === "paused" ? (
        <Note className="mt-5">
          Frolic has stopped this campaign because its database was restored. Look at the figures
          before you resume it.
        </Note>
      ) : null}
      <div className="pt-1">{children}</div>
    </>
  );
}

/** In the campaign's zone; a reader elsewhere finds their own on hover and focus. */
function CampaignWindow({
  campaign: { startsAt, endsAt, timeZone },
  viewerZone,
}: {
  readonly campaign: CampaignView;
  readonly viewerZone: string;
}) {
  const inZone = (zone: string) =>
    `${formatWindow(startsAt, endsAt, zone)}, ${zoneName(zone, startsAt)}`;
  if (viewerZone === timeZone) return <span>{inZone(timeZone)}</span>;
  return <Tooltip note={`For you: ${inZone(viewerZone)}`}>{inZone(timeZone)}</Tooltip>;
}
