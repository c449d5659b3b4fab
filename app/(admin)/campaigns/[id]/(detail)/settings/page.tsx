import type { Metadata } from "next";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { restore } from "#app/(admin)/campaigns/actions.ts";
import { RestoreButton } from "#components/admin/campaigns/restore-button.tsx";
import { ChangesTable } from "#components/ui/changes-table.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatMoment, zoneName } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { CampaignView } from "#lib/campaigns/contract.ts";
import { listRevisions, type RevisionListed } from "#lib/campaigns/revisions.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Settings · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignSettingsPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { id } = await params;
  const campaign = await loadCampaign(id);
  const { database } = await webRuntime();
  const revisions = await listRevisions(database.sql, actor, { campaignId: campaign.id });
  const zone = campaign.timeZone;
  return (
    <div className="mt-5 flex flex-col gap-[22px]">
      <Sheet title="Facts" id="facts">
        <DefinitionList
          rows={[
            [
              "Id",
              <span key="id" className="flex flex-wrap items-center gap-2">
                <code>{id}</code>
                <CopyButton text={id} what="the campaign's id" />
              </span>,
            ],
            ["Address", <code key="slug">/p/{campaign.slug}</code>],
            ["Time zone", `${zone}, ${zoneName(zone, campaign.startsAt)} at the start`],
            [
              "Published",
              campaign.publishedAt ? formatMoment(campaign.publishedAt, zone) : "Not yet",
            ],
            [
              "Last changed",
              `${formatMoment(campaign.updatedAt, zone)}${campaign.updatedByName ? ` by ${campaign.updatedByName}` : ""}`,
            ],
          ]}
        />
      </Sheet>
      <Sheet title="Revisions" id="revisions">
        {revisions.length === 0 ? (
          <EmptyState sentence="The first revision is written when the campaign is published." />
        ) : (
          <ol>
            {revisions.map((revision) => (
              <Revision key={revision.revision} revision={revision} campaign={campaign} />
            ))}
          </ol>
        )}
      </Sheet>
    </div>
  );
}

function Revision({
  revision,
  campaign,
}: {
  readonly revision: RevisionListed;
  readonly campaign: CampaignView;
}) {
  const { changes } = revision;
  const isOver = campaign.state === "ended" || campaign.state === "archived";
  return (
    <li className="border-b border-dashed border-rule py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p>
          <b className="font-semibold">Revision {revision.revision}</b>{" "}
          {formatMoment(revision.createdAt, campaign.timeZone)}
          {revision.authorName ? `, ${revision.authorName}` : ""}
          {revision.note ? `: ${revision.note}` : ""}
        </p>
        {revision.revision === campaign.revision ? (
          <span className="text-sm text-ink-2">in force</span>
        ) : isOver ? null : (
          <RestoreButton
            campaignId={campaign.id}
            revision={revision.revision}
            docVersion={campaign.docVersion}
            isLive={campaign.state !== "draft"}
            restore={restore}
          />
        )}
      </div>
      {changes.length ? (
        <details className="mt-1">
          <summary className="cursor-pointer text-sm text-ink-2">
            {changes.length === 1 ? "One change" : `${changes.length} changes`}
          </summary>
          <ChangesTable label={`Changes of revision ${revision.revision}`} changes={changes} />
        </details>
      ) : null}
    </li>
  );
}
