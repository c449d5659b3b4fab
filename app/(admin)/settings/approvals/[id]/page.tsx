import type { Metadata } from "next";
import Link from "next/link";
import {
  type LoadedApproval,
  loadApproval,
} from "#app/(admin)/settings/approvals/[id]/load-approval.ts";
import { cancel, settle } from "#app/(admin)/settings/approvals/actions.ts";
import { AnswerButtons } from "#components/admin/approvals/answer-buttons.tsx";
import {
  approvalStamps,
  approvalsHref,
  approvalTitle,
} from "#components/admin/approvals/approval-words.ts";
import { ChangesTable } from "#components/ui/changes-table.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatMoment } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${approvalTitle(await loadApproval((await params).id))} · Approvals` };
}

export default async function ApprovalPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const [approval, user] = await Promise.all([loadApproval((await params).id), currentUser()]);
  const isOpen = approval.state === "PENDING";
  const isOwn = approval.makerId === actor.userId;
  const [stamp, word] = approvalStamps[approval.state];
  return (
    <>
      <PageHeader
        title={approvalTitle(approval)}
        crumbs={[{ href: approvalsHref, label: "Approvals" }]}
        actions={
          isOpen ? (
            <AnswerButtons
              approvalId={approval.id}
              isOwn={isOwn}
              isStale={approval.isStale}
              settle={settle}
              cancel={cancel}
            />
          ) : null
        }
      >
        <Stamp state={stamp} word={word} />
        {isOpen && isOwn ? <span>You asked for it, so somebody else has to answer.</span> : null}
      </PageHeader>
      {approval.isStale ? (
        <Note className="mt-5">
          The campaign has changed since this was asked, so it cannot be approved any more. Ask for
          it anew.
        </Note>
      ) : null}
      <div className="mt-5 flex flex-col gap-[22px]">
        <Sheet title="What changes" id="changes">
          <ChangesTable
            label="What changes"
            before={isOpen ? "Now" : "Before"}
            after={isOpen ? "Then" : "After"}
            changes={approval.lines}
          />
        </Sheet>
        <Sheet title="The request" id="request">
          <RequestFacts approval={approval} zone={user?.timeZone ?? "UTC"} />
        </Sheet>
      </div>
    </>
  );
}

function RequestFacts({
  approval,
  zone,
}: {
  readonly approval: LoadedApproval;
  readonly zone: string;
}) {
  const { campaignId, campaignName } = approval;
  const answered = approval.decidedAt
    ? `${approval.checkerName ?? "–"}, ${formatMoment(approval.decidedAt, zone)}`
    : null;
  return (
    <DefinitionList
      rows={[
        ...(campaignId && campaignName
          ? [
              [
                "Campaign",
                <Link key="c" className="link" href={`/campaigns/${toPublicId("cmp", campaignId)}`}>
                  {campaignName}
                </Link>,
              ] as const,
            ]
          : []),
        ["Asked by", `${approval.makerName ?? "–"}, ${formatMoment(approval.madeAt, zone)}`],
        ["Why", approval.note || "–"],
        ...(answered
          ? [["Answered", answered] as const, ["Reason", approval.reason || "–"] as const]
          : [["Open until", formatMoment(approval.expiresAt, zone)] as const]),
      ]}
    />
  );
}
