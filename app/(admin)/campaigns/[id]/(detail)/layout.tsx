import type { ReactNode } from "react";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { campaignActions } from "#app/(admin)/campaigns/campaign-actions.ts";
import { CampaignMenu } from "#components/admin/campaigns/campaign-menu.tsx";
import { PauseButton } from "#components/admin/campaigns/pause-button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { formatWindow, zoneName } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
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
  const { env } = await webRuntime();
  const href = `/campaigns/${id}`;
  const playUrl = new URL(`/p/${campaign.slug}`, env.BASE_URL).href;
  const isPublished = campaign.publishedAt !== null && campaign.state !== "draft";
  const tabs = ["Overview", "Games", "Prizes", "Draws", "Share", "Activity", "Settings"];
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
        <span>
          {formatWindow(campaign.startsAt, campaign.endsAt, campaign.timeZone)},{" "}
          {zoneName(campaign.timeZone, campaign.startsAt)}
        </span>
      </PageHeader>
      <LinkTabs
        label="Campaign"
        tabs={tabs.map((label, index) => ({
          label,
          href: index === 0 ? href : `${href}/${label.toLowerCase()}`,
        }))}
      />
      <div className="pt-1">{children}</div>
    </>
  );
}
