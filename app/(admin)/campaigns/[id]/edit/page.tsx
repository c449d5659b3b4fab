import type { Metadata } from "next";
import { loadEditorFacts } from "#app/(admin)/campaigns/[id]/edit/load-editor-facts.ts";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import {
  editLive,
  loadLatest,
  pastGames,
  publish,
  save,
  trafficOf,
} from "#app/(admin)/campaigns/actions.ts";
import { CampaignEditor } from "#components/admin/editor/campaign-editor.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { readApprovalSwitch } from "#lib/approvals/read-approvals.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const campaign = await loadCampaign((await params).id);
  return { title: `Edit ${campaign.name} · Campaigns` };
}

const editable = ["draft", "scheduled", "live", "paused"];

export default async function EditCampaignPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const publicId = (await params).id;
  const campaign = await loadCampaign(publicId);
  const { env, database } = await webRuntime();
  const [facts, user, approvals] = await Promise.all([
    loadEditorFacts(actor, campaign),
    currentUser(),
    readApprovalSwitch(database.sql, actor),
  ]);
  const href = `/campaigns/${publicId}`;
  const published = campaign.state !== "draft";
  return (
    <>
      <PageHeader
        title={published ? `Edit ${campaign.name}` : campaign.name || "Untitled"}
        crumbs={[
          { href: "/campaigns", label: "Campaigns" },
          ...(published ? [{ href, label: campaign.name }] : []),
        ]}
      >
        <Stamp state={campaign.stateShown} />
        {published ? <span>Changes take effect with the next play.</span> : null}
      </PageHeader>
      {editable.includes(campaign.state) ? (
        <CampaignEditor
          // A restored or re-published document is another text to edit.
          key={`${campaign.state} ${campaign.revision}`}
          campaign={{ ...campaign, publicId, published }}
          facts={facts}
          playBase={new URL("/p/", env.BASE_URL).href.replace(/^https?:\/\//, "")}
          viewerZone={user?.timeZone ?? "UTC"}
          twoPeople={approvals.isOn}
          actions={{
            saveDraft: save,
            editLive,
            publish,
            loadLatest,
            past: { list: pastGames, traffic: trafficOf },
          }}
        />
      ) : (
        <div className="mt-5">
          <EmptyState sentence="This campaign is over, so nothing of it changes any more. A copy starts with the same games and texts.">
            <LinkButton href={href}>Back to the campaign</LinkButton>
          </EmptyState>
        </div>
      )}
    </>
  );
}
