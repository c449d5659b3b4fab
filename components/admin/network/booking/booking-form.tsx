"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState, useTransition } from "react";
import {
  type BookingDraft,
  newBooking,
  toBooking,
  toQuote,
} from "#components/admin/network/booking/booking-draft.ts";
import {
  AppFields,
  AudienceFields,
  PriceFields,
  TierFields,
  WindowFields,
} from "#components/admin/network/booking/booking-sections.tsx";
import { BookingSummary } from "#components/admin/network/booking/booking-summary.tsx";
import { type AskForecast, useForecast } from "#components/admin/network/booking/use-forecast.ts";
import { VariantFields } from "#components/admin/network/booking/variant-fields.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";
import type { BookPromotion } from "#lib/promotions/booking-contract.ts";

export interface BookingFormProps {
  readonly nowMs: number;
  readonly zone: string;
  readonly brands: readonly Choice[];
  readonly campaigns: readonly Choice[];
  readonly ask: AskForecast;
  /** What stands in it at first, where it is booked from an approved ad. */
  readonly given?: Partial<BookingDraft>;
  readonly book: Action<BookPromotion, { readonly href: string }>;
}

/** One page, and beside it what the network can carry of it at this moment. */
export function BookingForm({
  nowMs,
  zone,
  brands,
  campaigns,
  given,
  ask,
  book,
}: BookingFormProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<BookingDraft>(() => ({
    ...newBooking(nowMs, zone),
    ...given,
  }));
  const [accepted, setAccepted] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const network = useForecast(ask, toQuote(draft));
  const change = (part: Partial<BookingDraft>) => setDraft((before) => ({ ...before, ...part }));
  const errorsOf = (path: string) => {
    const said = failure?.fields.filter((field) => field.path === path) ?? [];
    return said.length ? said.map(({ message }) => message) : undefined;
  };
  const send = (asDraft: boolean) =>
    startTransition(async () => {
      const answer = await book(toBooking(draft, { asDraft, acceptShortfall: accepted }));
      setFailure(answer.ok ? null : answer);
      if (answer.ok) {
        toast.done(asDraft ? "The draft is kept." : `${draft.appName} is booked.`);
        return router.push(answer.value.href);
      }
      const first = answer.fields[0]?.path;
      if (!first) return;
      form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(false);
  };
  const section = { draft, change, errorsOf };
  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      className="mt-5 grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]"
    >
      <div className="flex min-w-0 flex-col gap-[22px]">
        <Sheet title="What is promoted" id="app">
          <AppFields {...section} campaigns={campaigns} />
        </Sheet>
        <Sheet title="How many promo servers" id="tier">
          <TierFields {...section} />
        </Sheet>
        <Sheet title="When" id="window">
          <WindowFields {...section} />
        </Sheet>
        <Sheet title="Which promo servers" id="audience">
          <AudienceFields {...section} />
        </Sheet>
        <Sheet title="What is posted" id="messages">
          <VariantFields {...section} />
        </Sheet>
        <Sheet title="Brand and price" id="price">
          <PriceFields {...section} brands={brands} />
        </Sheet>
      </div>
      <BookingSummary
        draft={draft}
        network={network}
        failure={failure}
        pending={pending}
        accepted={accepted}
        onAccept={setAccepted}
        onDraft={() => send(true)}
      />
    </form>
  );
}
