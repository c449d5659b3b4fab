"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ErrorNote } from "#components/ui/note.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { CouponState, VoidCoupon as Order } from "#lib/coupons/contract.ts";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";

const voidable: readonly CouponState[] = ["AVAILABLE", "RESERVED", "ISSUED"];

const consequences: Partial<Record<CouponState, string>> = {
  AVAILABLE: "Nobody has it yet, and nobody will win it.",
  RESERVED: "It was won and not seen yet.",
  ISSUED: "Its winner has seen the code. From now on no till takes it.",
};

/** The end of a mask is what people can compare and type; a mask that shows nothing asks for a word. */
function wordToType(mask: string): string {
  return /[^•\s-]*$/.exec(mask)?.[0] || "void";
}

/** Takes a coupon out of the world, or one that nobody has seen back into its pool. Both want a reason and are kept. */
export function VoidCoupon({
  coupon: { id, mask, state },
  act,
}: {
  readonly coupon: { readonly id: string; readonly mask: string; readonly state: CouponState };
  readonly act: Action<Order, void>;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [effect, setEffect] = useState<Order["effect"]>("void");
  const [reason, setReason] = useState("");
  const [pressed, setPressed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ActionFailure | null>(null);
  if (!voidable.includes(state)) return null;
  const run = async () => {
    setPressed(true);
    if (reason.trim() === "") return;
    setBusy(true);
    const answer = await callAction(act({ couponId: id, effect, reason }));
    setBusy(false);
    if (!answer.ok) return setRefusal(answer);
    setAsking(false);
    toast.done(effect === "return" ? `${mask} can be won again.` : `${mask} is void.`);
    router.refresh();
  };
  return (
    <>
      <Button look="danger" aria-label={`Void ${mask}`} onPress={() => setAsking(true)}>
        Void…
      </Button>
      {asking ? (
        <ConfirmDialog
          title={`Void ${mask}?`}
          confirm={effect === "return" ? "Return it to the pool" : "Void the coupon"}
          typeName={wordToType(mask)}
          isOpen
          onOpenChange={setAsking}
          onConfirm={() => void run()}
          isPending={busy}
        >
          <div className="flex flex-col gap-4">
            <p>{consequences[state]} The result of the play stays in the ledger as it is.</p>
            {state === "RESERVED" ? (
              <RadioGroup
                label="What becomes of it"
                value={effect}
                onChange={(value) => setEffect(value === "return" ? "return" : "void")}
                choices={[
                  { value: "void", label: "Void", hint: "It ends here, for good." },
                  {
                    value: "return",
                    label: "Return to the pool",
                    hint: "Somebody else can win it. The game's chain gets an entry that says so.",
                  },
                ]}
              />
            ) : null}
            <TextField
              label="Why"
              hint="Kept with the coupon and in the log of changes."
              value={reason}
              onChange={setReason}
              errors={pressed && reason.trim() === "" ? ["Say why in a few words."] : undefined}
              maxLength={200}
              autoComplete="off"
            />
            {refusal ? (
              <ErrorNote
                sentence={refusal.message}
                details="Nothing was changed."
                requestId={refusal.requestId}
              />
            ) : null}
          </div>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
