import type { Metadata } from "next";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { AuditList } from "#components/admin/audit-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { requireActor } from "#lib/http/next/session.ts";
import { readAudit } from "#lib/identity/read-audit.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ before?: string }>;
};

const pageSize = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Activity · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignActivityPage({ params, searchParams }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { id } = await params;
  const campaign = await loadCampaign(id);
  const { database } = await webRuntime();
  const before = Number((await searchParams).before);
  const rows = await readAudit(database.sql, actor, {
    campaignId: campaign.id,
    ...(Number.isSafeInteger(before) && before > 0 ? { beforeId: before } : {}),
    limit: pageSize + 1,
  });
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return (
    <Sheet title="Who changed what" id="activity" className="mt-5">
      {shown.length === 0 ? (
        <EmptyState sentence="Nothing was changed yet." />
      ) : (
        <AuditList rows={shown} zone={campaign.timeZone} />
      )}
      {rows.length > pageSize && last ? (
        <LinkButton className="mt-4" href={`/campaigns/${id}/activity?before=${last.id}`}>
          Older
        </LinkButton>
      ) : null}
    </Sheet>
  );
}
