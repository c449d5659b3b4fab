"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { callAction, lostWithText } from "#components/ui/call-action.ts";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextArea, TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";
import type { ChangeTexts } from "#lib/promotions/booking-contract.ts";
import type { PromotionDetail } from "#lib/promotions/network-contract.ts";

/** The texts of a booked promotion. Dates, audience and the number of variants stay as they were booked. */
export function PromotionTexts({
  promotion,
  act,
  href,
}: {
  readonly promotion: PromotionDetail;
  readonly act: Action<ChangeTexts, void>;
  /** Where to go once they are saved. */
  readonly href: string;
}) {
  const router = useRouter();
  const { appName, shortDescription, longDescription, imageUrl, ctaUrl } = promotion;
  const [texts, setTexts] = useState({
    ...{ appName, shortDescription, longDescription, imageUrl, ctaUrl },
  });
  const [messages, setMessages] = useState(promotion.variants);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const errorsOf = (path: string) => {
    const said = failure?.fields.filter((field) => field.path === path) ?? [];
    return said.length ? said.map(({ message }) => message) : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    startTransition(async () => {
      const variants = messages.map((each) => ({ ...each }));
      const answer = await callAction(
        act({ promotionId: promotion.id, ...texts, variants }),
        lostWithText,
      );
      setFailure(answer.ok ? null : answer);
      if (!answer.ok) return;
      toast.done("Saved. Bots get the texts with their next batch.");
      router.push(href);
      router.refresh();
    });
  };
  const field = (name: keyof typeof texts, label: string, hint?: string) => ({
    ...{ name, label, value: texts[name], errors: errorsOf(name) },
    ...(hint ? { hint } : {}),
    onChange: (value: string) => setTexts((before) => ({ ...before, [name]: value })),
  });
  const drawn = [...Object.keys(texts), ...messages.map((_, at) => pathOf(at))];
  return (
    <form onSubmit={submit} noValidate className="mt-5 flex max-w-[760px] flex-col gap-[22px]">
      <FormFailure failure={failure} drawn={drawn} />
      <Sheet title="What is promoted" id="app">
        <div className="flex flex-col gap-4">
          <TextField {...field("appName", "App")} maxLength={120} autoComplete="off" />
          <TextArea {...field("shortDescription", "Short description")} rows={2} maxLength={300} />
          <TextArea
            {...field("longDescription", "Long description (optional)")}
            rows={3}
            maxLength={2000}
          />
          {promotion.promotedCampaignId === null ? (
            <TextField
              {...field("ctaUrl", "Address", "Links that are posted already lead here as well.")}
              type="url"
              autoComplete="off"
            />
          ) : null}
          <TextField
            {...field("imageUrl", "Picture (optional)", "Where it can be fetched.")}
            type="url"
            autoComplete="off"
          />
        </div>
      </Sheet>
      <Sheet title={messages.length > 1 ? "Messages" : "Message"} id="messages">
        <div className="flex flex-col gap-4">
          {messages.map(({ key, messageTemplate }, at) => (
            <TextArea
              key={key}
              name={pathOf(at)}
              label={messages.length > 1 ? `Message, variant ${key}` : "Message"}
              rows={4}
              maxLength={1500}
              value={messageTemplate}
              onChange={(next) =>
                setMessages((before) =>
                  before.map((each) => (each.key === key ? { key, messageTemplate: next } : each)),
                )
              }
              errors={errorsOf(pathOf(at))}
            />
          ))}
        </div>
      </Sheet>
      <div>
        <SubmitButton pending={pending}>Save the texts</SubmitButton>
      </div>
    </form>
  );
}

const pathOf = (at: number) => `variants[${at}].messageTemplate`;
