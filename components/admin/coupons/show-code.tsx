"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { CouponState, ShowCode as Order } from "#lib/coupons/contract.ts";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";

const showable: readonly CouponState[] = ["ISSUED", "REDEEMED", "EXPIRED", "VOIDED"];

/** A code in the clear, for a reason that is kept. It is gone when the dialog closes. */
export function ShowCode({
  coupon: { id, mask, state },
  act,
}: {
  readonly coupon: { readonly id: string; readonly mask: string; readonly state: CouponState };
  readonly act: Action<Order, { readonly code: string }>;
}) {
  const [asking, setAsking] = useState(false);
  if (!showable.includes(state)) return null;
  return (
    <>
      <Button aria-label={`Show the code of ${mask}`} onPress={() => setAsking(true)}>
        Show code…
      </Button>
      {asking ? (
        <Dialog title={`Show the code of ${mask}?`} isOpen onOpenChange={setAsking}>
          <Asking couponId={id} act={act} close={() => setAsking(false)} />
        </Dialog>
      ) : null}
    </>
  );
}

function Asking({
  couponId,
  act,
  close,
}: {
  readonly couponId: string;
  readonly act: Action<Order, { readonly code: string }>;
  readonly close: () => void;
}) {
  const [reason, setReason] = useState("");
  const [pressed, setPressed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [code, setCode] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<ActionFailure | null>(null);
  const ask = async () => {
    setPressed(true);
    if (reason.trim() === "") return;
    setBusy(true);
    const answer = await callAction(act({ couponId, reason }));
    setBusy(false);
    if (answer.ok) setCode(answer.value.code);
    else setRefusal(answer);
  };
  if (code !== null) {
    return (
      <div className="flex flex-col gap-4">
        <p role="status" className="flex flex-wrap items-center gap-3">
          <code className="text-lg break-all">{code}</code>
          <CopyButton text={code} what="the code" />
        </p>
        <p className="text-sm text-ink-2">
          Whoever has this code can redeem it. Closing takes it off the screen.
        </p>
        <div>
          <Button look="primary" onPress={close}>
            Close
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <p>Your name, the time and the reason are kept with the coupon.</p>
      <TextField
        label="Why"
        value={reason}
        onChange={setReason}
        errors={pressed && reason.trim() === "" ? ["Say why in a few words."] : undefined}
        maxLength={200}
        autoComplete="off"
        autoFocus
      />
      {refusal ? (
        <ErrorNote
          sentence={refusal.message}
          details="Nothing was shown."
          requestId={refusal.requestId}
        />
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" type="submit" isPending={busy}>
          Show the code
        </Button>
        <Button onPress={close}>Cancel</Button>
      </div>
    </form>
  );
}
