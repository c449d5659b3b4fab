"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { ErrorNote, Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, ActionResult } from "#lib/http/next/action-result.ts";
import type { PromotionState } from "#lib/promotions/contract.ts";

interface Ref {
  readonly promotionId: string;
}
type WithReason = Ref & { readonly reason?: string };

export interface PromotionActions {
  readonly bookKept: Action<Ref & { readonly acceptShortfall?: boolean }, void>;
  readonly pause: Action<WithReason, void>;
  readonly resume: Action<Ref, void>;
  readonly cancel: Action<WithReason, void>;
}

type Asking = "pause" | "cancel" | "short" | null;

/** What can be done with a promotion in its state. */
export function PromotionButtons({
  promotionId,
  name,
  state,
  actions,
}: {
  readonly promotionId: string;
  readonly name: string;
  readonly state: PromotionState;
  readonly actions: PromotionActions;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState<Asking>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const ask = (what: Asking, because: string | null = null) => {
    setRefusal(because);
    setAsking(what);
  };
  const run = (send: () => Promise<ActionResult<void>>, said: string) =>
    start(async () => {
      const answer = await callAction(send());
      if (!answer.ok) {
        if (answer.code === "promotion_infeasible") return ask("short", answer.message);
        if (asking !== null) return setRefusal(answer.message);
        return void toast.failed(answer.message);
      }
      ask(null);
      toast.done(said);
      router.refresh();
    });
  const booked = state === "live" || state === "scheduled";
  const over = state === "ended" || state === "cancelled";
  const bookIt = (acceptShortfall: boolean) =>
    run(() => actions.bookKept({ promotionId, acceptShortfall }), `${name} is booked.`);
  return (
    <>
      {state === "draft" ? (
        <Button look="primary" isPending={isPending} onPress={() => bookIt(false)}>
          Book it
        </Button>
      ) : null}
      {booked ? <Button onPress={() => ask("pause")}>Pause…</Button> : null}
      {state === "paused" ? (
        <Button
          isPending={isPending}
          onPress={() => run(() => actions.resume({ promotionId }), `${name} goes on.`)}
        >
          Resume
        </Button>
      ) : null}
      {over ? null : (
        <Button look="danger" onPress={() => ask("cancel")}>
          Cancel…
        </Button>
      )}
      <ReasonDialog
        key={asking}
        asking={asking}
        name={name}
        refusal={refusal}
        isPending={isPending}
        onClose={() => ask(null)}
        onPause={(reason) =>
          run(() => actions.pause({ promotionId, reason }), `${name} is paused.`)
        }
        onCancel={(reason) =>
          run(() => actions.cancel({ promotionId, reason }), `${name} is cancelled.`)
        }
      />
      <Dialog
        title="The network cannot carry it"
        isOpen={asking === "short"}
        onOpenChange={() => ask(null)}
      >
        <Note>{refusal}</Note>
        <p>You may book it short: what is missing is stated on it for good, and never billed.</p>
        <DialogButtons>
          <Button onPress={() => ask(null)}>Leave it a draft</Button>
          <Button look="primary" isPending={isPending} onPress={() => bookIt(true)}>
            Book it short
          </Button>
        </DialogButtons>
      </Dialog>
    </>
  );
}

function ReasonDialog({
  asking,
  name,
  refusal,
  isPending,
  onClose,
  onPause,
  onCancel,
}: {
  readonly asking: Asking;
  readonly name: string;
  readonly refusal: string | null;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onPause: (reason: string) => void;
  readonly onCancel: (reason: string) => void;
}) {
  const [reason, setReason] = useState("");
  const isCancel = asking === "cancel";
  return (
    <Dialog
      title={isCancel ? `Cancel ${name}?` : `Pause ${name}?`}
      role={isCancel ? "alertdialog" : "dialog"}
      isOpen={asking === "pause" || isCancel}
      onOpenChange={onClose}
    >
      <p>
        {isCancel
          ? "It leaves every promo server with the next allocation and cannot be brought back. Receipts, figures and the certificate stay."
          : "It leaves its promo servers with the next allocation. Its end stays where it is; when you resume, its places are allocated anew."}
      </p>
      <TextField
        label="Why (optional)"
        hint="For the activity log."
        value={reason}
        onChange={setReason}
        maxLength={300}
        autoComplete="off"
      />
      {refusal ? <ErrorNote sentence={refusal} /> : null}
      <DialogButtons>
        <Button onPress={onClose}>Keep it running</Button>
        <Button
          look={isCancel ? "danger" : "primary"}
          isPending={isPending}
          onPress={() => (isCancel ? onCancel(reason) : onPause(reason))}
        >
          {isCancel ? "Cancel the promotion" : "Pause"}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
