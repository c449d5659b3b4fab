"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState, useTransition } from "react";
import {
  type AdDraft,
  newAdDraft,
  toAd,
  type WordingDraft,
} from "#components/admin/ads/ad-draft.ts";
import { wordingName } from "#components/admin/ads/ad-words.ts";
import { Button } from "#components/ui/button.tsx";
import { callAction, lostWithText } from "#components/ui/call-action.ts";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextArea, TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { AdInput } from "#lib/ads/contract.ts";
import type { ActionFailure, ActionResult } from "#lib/http/next/action-result.ts";

const priorityChoices = [
  { id: "1", label: "P1, the highest" },
  { id: "2", label: "P2" },
  { id: "3", label: "P3" },
  { id: "4", label: "P4" },
  { id: "5", label: "P5, the lowest" },
];
const drawn = [
  ...["title", "description", "callToAction", "genre", "targetAudience", "visualElements"],
  ...["duration", "priority", "webhookUrl"],
];

interface AdFormProps {
  /** What stands in it at first: the version to be mended. */
  readonly given?: AdInput | undefined;
  readonly send: (ad: AdInput) => Promise<ActionResult<{ readonly adId: string }>>;
  /** Where an ad's own page is. */
  readonly base: string;
  readonly submit: string;
}

/** The contract of the API as a form: up to four wordings of one ad. */
export function AdForm({ given, send, base, submit }: AdFormProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<AdDraft>(() => newAdDraft(given));
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, start] = useTransition();
  const change = (part: Partial<AdDraft>) => setDraft((before) => ({ ...before, ...part }));
  const errorsOf = (path: string) => {
    const found = failure?.fields.filter((field) => field.path.startsWith(path)) ?? [];
    return found.length ? found.map(({ message }) => message) : undefined;
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const answer = await callAction(send(toAd(draft)), lostWithText);
      if (answer.ok) {
        toast.done("The ad is in the queue.");
        return router.push(`${base}/${answer.value.adId}`);
      }
      const fields = answer.fields.map((field) => ({
        ...field,
        path: field.path.replace(/^ad\./, ""),
      }));
      setFailure({ ...answer, fields });
      const first = fields[0]?.path;
      if (first) form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
    });
  };
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="flex min-w-0 flex-col gap-[22px]">
      <Sheet title="Wording" id="wording">
        <WordingFields prefix="" wording={draft} change={change} errorsOf={errorsOf} />
      </Sheet>
      <FurtherWordings draft={draft} change={change} errorsOf={errorsOf} />
      <Sheet title="The game and its audience" id="game">
        <GameFields draft={draft} change={change} errorsOf={errorsOf} />
      </Sheet>
      <FormFailure
        failure={failure}
        drawn={failure?.fields.map(({ path }) => path).filter(isDrawn) ?? drawn}
      />
      <div>
        <SubmitButton pending={pending} busy="Submitting…">
          {submit}
        </SubmitButton>
      </div>
    </form>
  );
}

function isDrawn(path: string): boolean {
  return drawn.some((name) => path.startsWith(name)) || path.startsWith("variants");
}

interface Part {
  readonly draft: AdDraft;
  readonly change: (part: Partial<AdDraft>) => void;
  readonly errorsOf: (path: string) => readonly string[] | undefined;
}

function WordingFields({
  prefix,
  wording,
  change,
  errorsOf,
}: {
  readonly prefix: string;
  readonly wording: WordingDraft;
  readonly change: (part: Partial<WordingDraft>) => void;
  readonly errorsOf: Part["errorsOf"];
}) {
  return (
    <div className="grid gap-4">
      <TextField
        name={`${prefix}title`}
        label="Title"
        value={wording.title}
        onChange={(title) => change({ title })}
        errors={errorsOf(`${prefix}title`)}
        maxLength={120}
        autoComplete="off"
      />
      <TextArea
        name={`${prefix}description`}
        label="Description"
        rows={4}
        value={wording.description}
        onChange={(description) => change({ description })}
        errors={errorsOf(`${prefix}description`)}
        maxLength={2_000}
      />
      <TextField
        name={`${prefix}callToAction`}
        label="Call to action"
        hint="Begin with a verb: Play, Join, Download."
        value={wording.callToAction}
        onChange={(callToAction) => change({ callToAction })}
        errors={errorsOf(`${prefix}callToAction`)}
        maxLength={120}
        autoComplete="off"
      />
    </div>
  );
}

function FurtherWordings({ draft, change, errorsOf }: Part) {
  const { variants } = draft;
  const write = (index: number, part: Partial<WordingDraft>) =>
    change({ variants: variants.map((old, at) => (at === index ? { ...old, ...part } : old)) });
  return (
    <>
      {variants.map((wording, index) => {
        const name = wordingName(index + 1);
        return (
          <Sheet
            key={name}
            title={`Wording ${name}`}
            id={`wording-${name}`}
            aside={
              <Button
                look="quiet"
                onPress={() => change({ variants: variants.filter((_, at) => at !== index) })}
              >
                Remove wording {name}
              </Button>
            }
          >
            <WordingFields
              prefix={`variants[${index}].`}
              wording={wording}
              change={(part) => write(index, part)}
              errorsOf={errorsOf}
            />
          </Sheet>
        );
      })}
      <div>
        <Button
          isDisabled={variants.length >= 3}
          onPress={() =>
            change({ variants: [...variants, { title: "", description: "", callToAction: "" }] })
          }
        >
          Add another wording
        </Button>
      </div>
    </>
  );
}

function GameFields({ draft, change, errorsOf }: Part) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name="genre"
        label="Genre"
        value={draft.genre}
        onChange={(genre) => change({ genre })}
        errors={errorsOf("genre")}
        maxLength={60}
        autoComplete="off"
      />
      <TextField
        name="targetAudience"
        label="Audience"
        hint="Commas between them: 18-34, Strategy Gamers"
        value={draft.targetAudience}
        onChange={(targetAudience) => change({ targetAudience })}
        errors={errorsOf("targetAudience")}
        autoComplete="off"
      />
      <TextField
        name="visualElements"
        label="Visual elements (optional)"
        hint="Commas between them: Dragons, Castle"
        value={draft.visualElements}
        onChange={(visualElements) => change({ visualElements })}
        errors={errorsOf("visualElements")}
        autoComplete="off"
      />
      <NumberField
        label="Seconds"
        minValue={1}
        maxValue={600}
        value={draft.duration}
        onChange={(duration) => change({ duration })}
        errors={errorsOf("duration")}
      />
      <Select
        label="Priority"
        choices={priorityChoices}
        selectedKey={String(draft.priority)}
        onSelectionChange={(key) => change({ priority: Number(key) })}
        errors={errorsOf("priority")}
      />
      <TextField
        name="webhookUrl"
        label="Webhook (optional)"
        hint="Told, signed, when the analysis ends and when the ad is reviewed."
        type="url"
        value={draft.webhookUrl}
        onChange={(webhookUrl) => change({ webhookUrl })}
        errors={errorsOf("webhookUrl")}
        autoComplete="off"
      />
    </div>
  );
}
