"use client";

import { useState } from "react";
import type { BookingDraft } from "#components/admin/network/booking/booking-draft.ts";
import { defaultMessage } from "#components/admin/network/booking/booking-draft.ts";
import { MessagePreview } from "#components/admin/network/booking/message-preview.tsx";
import { platformWords } from "#components/admin/network/network-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { variantKey } from "#lib/promotions/booking-contract.ts";
import { platforms } from "#lib/promotions/contract.ts";

const most = 4;

/** One to four messages; more than one is a test whose arms are exactly as large. */
export function VariantFields({
  draft,
  change,
  errorsOf,
}: {
  readonly draft: BookingDraft;
  readonly change: (part: Partial<BookingDraft>) => void;
  readonly errorsOf: (path: string) => readonly string[] | undefined;
}) {
  const { messages } = draft;
  const [shown, setShown] = useState(0);
  const write = (index: number, text: string) => {
    setShown(index);
    change({ messages: messages.map((old, at) => (at === index ? text : old)) });
  };
  const remove = (index: number) => {
    setShown(0);
    change({ messages: messages.filter((_, at) => at !== index) });
  };
  const names = messages.map((text, index) => ({ index, key: variantKey(index), text }));
  const preview = messages[shown] ?? messages[0] ?? "";
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-ink-2">
        {"{appName}, {shortDescription} and {longDescription} are filled in. "}
        “Sponsored” stands first and the tracked link last, whatever is written here.
      </p>
      {names.map(({ index, key, text }) => (
        <div key={key} className="flex flex-col items-start gap-2">
          <TextArea
            name={`variants[${index}].messageTemplate`}
            label={messages.length > 1 ? `Message, variant ${key}` : "Message"}
            className="w-full"
            rows={3}
            maxLength={1500}
            value={text}
            onChange={(next) => write(index, next)}
            onFocus={() => setShown(index)}
            errors={errorsOf(`variants[${index}].messageTemplate`)}
          />
          {messages.length > 1 ? (
            <Button look="quiet" onPress={() => remove(index)}>
              Remove variant {key}
            </Button>
          ) : null}
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          isDisabled={messages.length >= most}
          onPress={() => change({ messages: [...messages, defaultMessage] })}
        >
          Test another message
        </Button>
        <span className="text-sm text-ink-2">
          {messages.length > 1
            ? `${messages.length} variants on ${draft.servers} promo servers, as evenly as it goes.`
            : "Up to four; each promo server keeps the one it got."}
        </span>
      </div>
      <Tabs
        label={messages.length > 1 ? `Preview of variant ${variantKey(shown)}` : "Preview"}
        choices={platforms.map((platform) => ({
          id: platform,
          label: platformWords[platform],
          panel: <MessagePreview draft={draft} message={preview} platform={platform} />,
        }))}
      />
    </div>
  );
}
