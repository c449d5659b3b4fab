"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { ChangeTable } from "#components/admin/network/change-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { ErrorNote, Note } from "#components/ui/note.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";
import type { ChangeLine } from "#lib/promotions/network-contract.ts";

/** What an allocation would do at this moment. */
export interface AllocationPreview {
  /** What it was computed from: once that has moved, it is not what would happen any more. */
  readonly version: number;
  readonly added: number;
  readonly removed: number;
  readonly moved: number;
  readonly shortfall: number;
  readonly changes: readonly ChangeLine[];
}

export interface ReallocateActions {
  readonly preview: Action<Record<string, never>, AllocationPreview>;
  readonly allocate: Action<{ version: number }, { readonly sentence: string }>;
}

/** Shows what would change before anything does. */
export function Reallocate({ preview, allocate }: ReallocateActions) {
  const router = useRouter();
  const [diff, setDiff] = useState<AllocationPreview | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const look = () =>
    start(async () => {
      const answer = await callAction(preview({}));
      if (!answer.ok) return void toast.failed(answer.message);
      setRefusal(null);
      setDiff(answer.value);
    });
  const apply = (version: number) =>
    start(async () => {
      const answer = await callAction(allocate({ version }));
      if (!answer.ok) return setRefusal(refusalWords(answer));
      setDiff(null);
      toast.done(answer.value.sentence);
      router.refresh();
    });
  return (
    <>
      <Button isPending={isPending && diff === null} onPress={look}>
        Reallocate…
      </Button>
      <Dialog
        title="What would change"
        size="wide"
        isOpen={diff !== null}
        onOpenChange={() => setDiff(null)}
      >
        {diff ? <Diff diff={diff} /> : null}
        {refusal ? <ErrorNote sentence={refusal} /> : null}
        <DialogButtons>
          <Button onPress={() => setDiff(null)}>Leave it as it is</Button>
          <Button look="primary" isPending={isPending} onPress={() => diff && apply(diff.version)}>
            Allocate now
          </Button>
        </DialogButtons>
      </Dialog>
    </>
  );
}

function refusalWords({ code, message }: ActionFailure): string {
  return code === "conflict"
    ? "Another allocation came between, so this is not what would happen any more. Nothing was changed; look again."
    : message;
}

function Diff({ diff }: { readonly diff: AllocationPreview }) {
  const { added, removed, moved, shortfall, changes } = diff;
  if (added + removed === 0) {
    return (
      <p>
        Nothing: every promotion is where it should be
        {shortfall > 0 ? `, and ${plural(shortfall, "place")} cannot be filled` : ""}. Allocating
        now would write a version without changes.
      </p>
    );
  }
  return (
    <>
      <p>
        {plural(added, "placement")} added, {formatCount(removed)} taken away, of which{" "}
        {formatCount(moved)} only for balance.
      </p>
      {shortfall > 0 ? (
        <Note>
          {plural(shortfall, "place")} cannot be filled: no promo server that fits has room.
        </Note>
      ) : null}
      <div className="max-h-[45vh] overflow-y-auto">
        <ChangeTable changes={changes} total={added + removed} label="Changes" />
      </div>
    </>
  );
}
