"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/note.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { AdReview } from "#lib/ads/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

interface ReviewInput {
  readonly adId: string;
  readonly verdict: "APPROVED" | "REJECTED";
  readonly reasons?: string[];
}

/** Says yes with one press, or no with reasons: those the rules found can be ticked, others written. */
export function ReviewButtons({
  adId,
  review,
  found,
  act,
}: {
  readonly adId: string;
  readonly review: AdReview;
  /** Sentences of findings that speak against it. */
  readonly found: readonly string[];
  readonly act: Action<ReviewInput, void>;
}) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [own, setOwn] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const send = (input: ReviewInput, said: string) =>
    start(async () => {
      const answer = await callAction(act(input));
      if (!answer.ok) {
        const message = answer.fields.map((field) => field.message).join(" ") || answer.message;
        if (input.verdict === "APPROVED") return void toast.failed(message);
        return setRefusal(message);
      }
      setOpen(false);
      toast.done(said);
      router.refresh();
    });
  const lines = own
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return (
    <>
      {review === "REJECTED" ? null : (
        <Button look="danger" onPress={() => setOpen(true)}>
          Send back…
        </Button>
      )}
      {review === "APPROVED" ? null : (
        <Button
          look="primary"
          isPending={isPending}
          onPress={() => send({ adId, verdict: "APPROVED" }, "The ad is approved.")}
        >
          Approve
        </Button>
      )}
      <Dialog title="Send it back?" isOpen={isOpen} onOpenChange={setOpen}>
        <p>
          Whoever submitted it sees the reasons and can send a new version, which is analysed anew.
        </p>
        {found.length > 0 ? (
          <fieldset>
            <legend className="font-semibold">What the analysis found</legend>
            {found.map((sentence) => (
              <Checkbox
                key={sentence}
                isSelected={ticked.includes(sentence)}
                onChange={(on) =>
                  setTicked(on ? [...ticked, sentence] : ticked.filter((each) => each !== sentence))
                }
              >
                {sentence}
              </Checkbox>
            ))}
          </fieldset>
        ) : null}
        <TextArea
          label="Reasons"
          hint="One a line."
          value={own}
          onChange={setOwn}
          rows={3}
          maxLength={2_000}
        />
        {refusal ? <ErrorNote sentence={refusal} /> : null}
        <DialogButtons>
          <Button onPress={() => setOpen(false)}>Not yet</Button>
          <Button
            look="danger"
            isPending={isPending}
            onPress={() =>
              send(
                { adId, verdict: "REJECTED", reasons: [...ticked, ...lines] },
                "The ad is sent back.",
              )
            }
          >
            Send back
          </Button>
        </DialogButtons>
      </Dialog>
    </>
  );
}
