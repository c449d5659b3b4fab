"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { SentNote } from "#components/admin/approvals/sent-note.tsx";
import { BasicsSection } from "#components/admin/editor/basics-section.tsx";
import { ConflictDialog } from "#components/admin/editor/conflict-dialog.tsx";
import { docPathOf } from "#components/admin/editor/doc-path.ts";
import type { SaveState } from "#components/admin/editor/draft-saver.ts";
import { type Editor, EditorProvider } from "#components/admin/editor/editor-context.tsx";
import type { EditorProps } from "#components/admin/editor/editor-contract.ts";
import { GamesSection } from "#components/admin/editor/games-section.tsx";
import { LeaveGuard } from "#components/admin/editor/leave-guard.tsx";
import { LiveChangesDialog } from "#components/admin/editor/live-changes-dialog.tsx";
import { LookSection } from "#components/admin/editor/look-section.tsx";
import { PrizesSection } from "#components/admin/editor/prizes-section.tsx";
import { RulesSection } from "#components/admin/editor/rules-section.tsx";
import { SummaryCard } from "#components/admin/editor/summary-card.tsx";
import { useAutosave } from "#components/admin/editor/use-autosave.ts";
import { useLiveSave } from "#components/admin/editor/use-live-save.ts";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";
import { isPublishable, publishChecklist } from "#lib/campaigns/publish-checklist.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** The whole campaign on one page. A draft stores itself; a published campaign is changed on purpose. */
export function CampaignEditor(props: EditorProps) {
  const { campaign, facts, actions } = props;
  const router = useRouter();
  const campaignId = campaign.id;
  const live = useLiveSave(campaign, actions);
  const load = useCallback(() => actions.loadLatest({ campaignId }), [actions, campaignId]);
  const saving = { save: live.save, latest: load };
  const auto = useAutosave(campaign, saving, !campaign.published);
  const [sent, setSent] = useState<string | null>(null);
  const [showProblems, setShowProblems] = useState(false);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const checklist = useMemo(() => publishChecklist(auto.doc, facts), [auto.doc, facts]);

  const publish = async () => {
    setShowProblems(true);
    setRefusal(null);
    if (!isPublishable(checklist)) return;
    setBusy(true);
    const stored = await auto.flush();
    const answer = stored
      ? await callAction(actions.publish({ campaignId, docVersion: auto.currentVersion() }))
      : null;
    setBusy(false);
    if (!answer) return;
    if (answer.ok) {
      toast.done("The campaign is published.");
      router.push(answer.value.href);
    } else setRefusal(answer.fields[0]?.message ?? answer.message);
  };
  const saveLive = async () => {
    setBusy(true);
    const stored = await auto.flush();
    setBusy(false);
    setAsking(false);
    setSent(stored ? live.sentAs() : null);
    if (!stored) return;
    live.setNote("");
    // What waits for a second person is not in force: the editor shows what is.
    if (live.sentAs()) return auto.settle(campaign.doc, auto.currentVersion(), true);
    toast.done("The changes are live.");
    router.refresh();
  };
  const editor: Editor = {
    doc: auto.doc,
    change: auto.change,
    facts,
    checklist,
    refused: refusedFields(auto.state),
    published: campaign.published ? campaign.doc : null,
    twoPeople: props.twoPeople,
    showProblems,
    past: actions.past,
    gamesHref: (gameId) => `/campaigns/${campaign.publicId}/games/${toPublicId("gme", gameId)}`,
  };
  return (
    <EditorProvider editor={editor}>
      <SentNote approvalId={sent} />
      <div className="mt-5 grid items-start gap-[22px] lg:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-[22px]">
          <BasicsSection playBase={props.playBase} />
          <GamesSection />
          <PrizesSection />
          <LookSection />
          <RulesSection />
        </div>
        <SummaryCard
          doc={auto.doc}
          checklist={checklist}
          save={auto.state}
          viewerZone={props.viewerZone}
          busy={busy}
          published={campaign.published}
          refused={refusal}
          onSubmit={() => (campaign.published ? setAsking(true) : void publish())}
          onRetry={() => void auto.flush()}
        />
      </div>
      <LiveChangesDialog
        before={campaign.doc}
        after={auto.doc}
        note={live.note}
        onNote={live.setNote}
        twoPeople={props.twoPeople}
        isOpen={asking}
        onOpenChange={setAsking}
        onSave={() => void saveLive()}
        busy={busy}
      />
      {auto.state.kind === "conflict" ? (
        <ConflictDialog
          mine={auto.doc}
          load={load}
          onKeepMine={(latest) => auto.settle(auto.doc, latest.docVersion, false)}
          onTakeTheirs={(latest) => auto.settle(latest.doc, latest.docVersion, true)}
        />
      ) : null}
      <LeaveGuard
        dirty={auto.state.kind !== "saved"}
        saveFirst={campaign.published ? null : auto.flush}
      />
    </EditorProvider>
  );
}

function refusedFields(state: SaveState): Record<string, string> {
  if (state.kind !== "failed") return {};
  return Object.fromEntries(
    state.failure.fields.map(({ path, message }) => [docPathOf(path), message]),
  );
}
