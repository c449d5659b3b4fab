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
import {
  type CreativeChoice,
  CreativeField,
} from "#components/admin/network/booking/creative-field.tsx";
import { type AskForecast, useForecast } from "#components/admin/network/booking/use-forecast.ts";
import { VariantFields } from "#components/admin/network/booking/variant-fields.tsx";
import { callAction, lostWithText } from "#components/ui/call-action.ts";
import type { Choice } from "#components/ui/choice-option.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";
import type { BookPromotion, ChangeDraft } from "#lib/promotions/booking-contract.ts";

export interface BookingFormProps {
  readonly nowMs: number;
  readonly zone: string;
  readonly brands: readonly Choice[];
  readonly campaigns: readonly Choice[];
  readonly creatives: readonly CreativeChoice[];
  readonly ask: AskForecast;
  /** What stands in it at first, where it is booked from an approved ad. */
  readonly given?: Partial<BookingDraft>;
  readonly book: Action<BookPromotion, { readonly href: string }>;
  /** Set where a draft is changed: it stays one, and is booked on its own page. */
  readonly kept?: {
    readonly promotionId: string;
    readonly href: string;
    readonly save: Action<ChangeDraft, void>;
  };
}

/** One page, and beside it what the network can carry of it at this moment. */
export function BookingForm({
  nowMs,
  zone,
  brands,
  campaigns,
  creatives,
  given,
  ask,
  book,
  kept,
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
  const save = async (asDraft: boolean) => {
    const how = { asDraft, acceptShortfall: accepted };
    if (!kept) return book(toBooking(draft, how));
    const { asDraft: _asDraft, acceptShortfall: _accept, ...rest } = toBooking(draft, how);
    const answer = await kept.save({ ...rest, promotionId: kept.promotionId });
    return answer.ok ? { ok: true as const, value: { href: kept.href } } : answer;
  };
  const send = (asDraft: boolean) =>
    startTransition(async () => {
      const answer = await callAction(save(asDraft), lostWithText);
      setFailure(answer.ok ? null : answer);
      if (answer.ok) {
        toast.done(asDraft || kept ? "The draft is kept." : `${draft.appName} is booked.`);
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
          <CreativeField
            draft={draft}
            change={change}
            creatives={creatives}
            errors={errorsOf("adId")}
          />
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
        isKept={kept !== undefined}
      />
    </form>
  );
}
