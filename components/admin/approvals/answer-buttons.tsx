"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/note.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

type Verdict = "APPROVED" | "REFUSED";

interface AnswerProps {
  readonly approvalId: string;
  readonly isOwn: boolean;
  readonly isStale: boolean;
  readonly settle: Action<{ approvalId: string; verdict: Verdict; reason?: string }, void>;
  readonly cancel: Action<{ approvalId: string }, void>;
}

const said = {
  APPROVED: "Approved. The change is in force.",
  REFUSED: "Refused. Nothing was changed.",
} as const;
const words = {
  APPROVED: {
    title: "Approve it?",
    text: "Exactly what is written here takes effect at once, for players too.",
    label: "Reason (optional)",
    button: "Approve",
    look: "primary",
  },
  REFUSED: {
    title: "Refuse it?",
    text: "Nothing is changed. Whoever asked sees the reason.",
    label: "Reason",
    button: "Refuse",
    look: "danger",
  },
} as const;

/** Yes or no for somebody else's request, and the way back for one's own. */
export function AnswerButtons({ approvalId, isOwn, isStale, settle, cancel }: AnswerProps) {
  const router = useRouter();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [isPending, start] = useTransition();
  if (isOwn) {
    const takeBack = () =>
      start(async () => {
        const answer = await callAction(cancel({ approvalId }));
        if (!answer.ok) return void toast.failed(answer.message);
        toast.done("The request is cancelled. Nothing was changed.");
        router.refresh();
      });
    return (
      <Button isPending={isPending} onPress={takeBack}>
        Cancel the request
      </Button>
    );
  }
  return (
    <>
      <Button look="danger" onPress={() => setVerdict("REFUSED")}>
        Refuse…
      </Button>
      {isStale ? null : (
        <Button look="primary" onPress={() => setVerdict("APPROVED")}>
          Approve…
        </Button>
      )}
      {verdict ? (
        <AnswerDialog
          approvalId={approvalId}
          verdict={verdict}
          settle={settle}
          onClose={() => setVerdict(null)}
        />
      ) : null}
    </>
  );
}

function AnswerDialog({
  approvalId,
  verdict,
  settle,
  onClose,
}: Pick<AnswerProps, "approvalId" | "settle"> & {
  readonly verdict: Verdict;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const { title, text, label, button, look } = words[verdict];
  const send = () =>
    start(async () => {
      const answer = await callAction(settle({ approvalId, verdict, reason }));
      if (!answer.ok) return setRefusal(answer.fields[0]?.message ?? answer.message);
      toast.done(said[verdict]);
      onClose();
      router.refresh();
    });
  return (
    <Dialog title={title} isOpen onOpenChange={(open) => (open ? undefined : onClose())}>
      <p>{text}</p>
      <TextArea label={label} rows={3} maxLength={500} value={reason} onChange={setReason} />
      {refusal ? <ErrorNote sentence={refusal} /> : null}
      <DialogButtons>
        <Button onPress={onClose}>Not yet</Button>
        <Button look={look} isPending={isPending} onPress={send}>
          {button}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
