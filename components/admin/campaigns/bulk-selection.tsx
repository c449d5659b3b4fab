"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import type { BulkAction, BulkStep } from "#components/admin/campaigns/campaign-actions.ts";
import { PauseDialog } from "#components/admin/campaigns/pause-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { callAction } from "#components/ui/call-action.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { plural } from "#components/ui/format-number.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { CampaignState } from "#lib/campaigns/contract.ts";

export interface BulkCampaign {
  readonly id: string;
  readonly publicId: string;
  readonly state: CampaignState;
}

interface Selection {
  readonly rows: readonly BulkCampaign[];
  readonly chosen: ReadonlySet<string>;
  readonly choose: (ids: readonly string[], on: boolean) => void;
}

const SelectionContext = createContext<Selection>({
  rows: [],
  chosen: new Set(),
  choose: () => undefined,
});

/** Holds which rows of a list are chosen, and shows under it what can be done with them. */
export function BulkSelection({
  rows,
  act,
  children,
}: {
  readonly rows: readonly BulkCampaign[];
  readonly act: BulkAction;
  readonly children: ReactNode;
}) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const selection = useMemo(
    (): Selection => ({
      rows,
      // What a filter or another page took out of sight is not acted upon.
      chosen: new Set(rows.map(({ id }) => id).filter((id) => marked.has(id))),
      choose: (ids, on) =>
        setMarked((before) => {
          const kept = [...before].filter((id) => !ids.includes(id));
          return new Set(on ? [...kept, ...ids] : kept);
        }),
    }),
    [rows, marked],
  );
  return (
    <SelectionContext value={selection}>
      {children}
      {selection.chosen.size > 0 ? <BulkBar {...selection} act={act} /> : null}
    </SelectionContext>
  );
}

export function SelectRow({ id, name }: { readonly id: string; readonly name: string }) {
  const { chosen, choose } = use(SelectionContext);
  return (
    <Checkbox
      data-select=""
      className="gap-0"
      isSelected={chosen.has(id)}
      onChange={(on) => choose([id], on)}
    >
      <span className="sr-only">Choose {name}</span>
    </Checkbox>
  );
}

export function SelectAll() {
  const { rows, chosen, choose } = use(SelectionContext);
  return (
    <Checkbox
      className="gap-0"
      isSelected={rows.length > 0 && chosen.size === rows.length}
      isIndeterminate={chosen.size > 0 && chosen.size < rows.length}
      onChange={(on) =>
        choose(
          rows.map(({ id }) => id),
          on,
        )
      }
    >
      <span className="sr-only">Choose all on this page</span>
    </Checkbox>
  );
}

const done: Record<BulkStep, string> = {
  pause: "paused",
  resume: "live again",
  archive: "archived",
  unarchive: "back",
};
const undoing = { pause: "resume", archive: "unarchive" } as const;

function BulkBar({ rows, chosen, choose, act }: Selection & { readonly act: BulkAction }) {
  const router = useRouter();
  const [pausing, setPausing] = useState(false);
  const picked = rows.filter(({ id }) => chosen.has(id));
  const idsIn = (...states: readonly CampaignState[]) =>
    picked.filter(({ state }) => states.includes(state)).map(({ id }) => id);
  const live = idsIn("live");
  const closed = idsIn("draft", "ended");

  const run = async (step: BulkStep, campaignIds: string[], reason?: string) => {
    const answer = await callAction(act({ campaignIds, step, reason }));
    if (!answer.ok) return answer;
    const { done: changed, refused, asked } = answer.value;
    const moved = refused.length > 0 ? ` ${refused.length} had changed meanwhile.` : "";
    const sent = asked.length > 0 ? ` ${asked.length} sent for approval.` : "";
    const undo = step === "pause" || step === "archive" ? undoing[step] : null;
    toast.done(
      `${plural(changed.length, "campaign")} ${changed.length === 1 ? "is" : "are"} ${done[step]}.${moved}${sent}`,
      undo && changed.length > 0 ? () => void tell(run(undo, [...changed])) : undefined,
    );
    choose(campaignIds, false);
    router.refresh();
    return answer;
  };
  const tell = async (running: ReturnType<typeof run>) => {
    const answer = await running;
    if (!answer.ok) toast.failed(answer.message);
  };
  const file = `/campaigns/list.csv?id=${picked.map(({ publicId }) => publicId).join(",")}`;
  return (
    <section
      aria-label="With the chosen campaigns"
      className="sticky bottom-20 z-10 mt-3 flex flex-wrap items-center gap-2 border border-ink bg-sheet p-3 md:bottom-4"
    >
      <p role="status" className="mr-auto font-semibold">
        {plural(picked.length, "campaign")} chosen
      </p>
      {live.length > 0 ? (
        <Button onPress={() => setPausing(true)}>Pause {live.length}…</Button>
      ) : null}
      {closed.length > 0 ? (
        <Button onPress={() => void tell(run("archive", closed))}>Archive {closed.length}</Button>
      ) : null}
      <a className={buttonClass()} href={file} download>
        Export {picked.length}
      </a>
      <Button look="quiet" onPress={() => choose([...chosen], false)}>
        Choose none
      </Button>
      <PauseDialog
        name={plural(live.length, "campaign")}
        isOpen={pausing}
        onOpenChange={setPausing}
        pause={(reason) => run("pause", live, reason)}
        onPaused={() => undefined}
      />
    </section>
  );
}
