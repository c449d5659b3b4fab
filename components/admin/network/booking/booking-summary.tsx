"use client";

import type { BookingDraft } from "#components/admin/network/booking/booking-draft.ts";
import { ForecastPanel } from "#components/admin/network/booking/forecast-panel.tsx";
import { formatMoney } from "#components/admin/network/network-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { plural } from "#components/ui/format-number.ts";
import { formatSpan, formatWindow, zoneCity } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import type { ActionFailure } from "#lib/http/next/action-result.ts";
import type { Forecast } from "#lib/promotions/booking-contract.ts";

/** Paths whose refusal stands beside their field. */
const drawn = [
  ...["appName", "appId", "shortDescription", "longDescription", "ctaUrl", "imageUrl"],
  ...["campaignId", "promotedCampaignId", "tier", "servers", "startsAt", "endsAt", "regions"],
  ...[
    "languages",
    "platforms",
    "category",
    "minUsers",
    "maxUsers",
    "brandId",
    "adId",
    "priceMinor",
  ],
  ...["currency", ...[0, 1, 2, 3].map((index) => `variants[${index}].messageTemplate`)],
];

/** Stays in sight: what is being booked in a sentence, what the network says to it, and the buttons. */
export function BookingSummary({
  draft,
  network: { forecast, problem, isPending },
  failure,
  pending,
  accepted,
  onAccept,
  onDraft,
  isKept,
}: {
  readonly draft: BookingDraft;
  readonly network: {
    readonly forecast: Forecast | null;
    readonly problem: string | null;
    readonly isPending: boolean;
  };
  readonly failure: ActionFailure | null;
  readonly pending: boolean;
  readonly accepted: boolean;
  readonly onAccept: (accepted: boolean) => void;
  readonly onDraft: () => void;
  /** A draft is changed, and booked on its own page. */
  readonly isKept: boolean;
}) {
  const shortfall = forecast?.shortfall ?? 0;
  return (
    <div className="flex min-w-0 flex-col gap-4 md:sticky md:top-5">
      <Sheet title="Availability" id="availability">
        <p className="mb-3">{sentenceOf(draft)}</p>
        <ForecastPanel forecast={forecast} problem={problem} isPending={isPending} />
        {shortfall > 0 && !isKept ? (
          <Checkbox isSelected={accepted} onChange={onAccept} className="mt-3">
            Book it although {plural(shortfall, "exposure")} will be missing. That is stated on the
            promotion for good.
          </Checkbox>
        ) : null}
      </Sheet>
      <FormFailure failure={failure} drawn={drawn} />
      {failure?.fields.some(({ path }) => drawn.includes(path)) ? (
        <p role="alert" className="font-semibold text-bad">
          {plural(failure.fields.length, "field")} must be changed first.
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {isKept ? (
          <SubmitButton pending={pending}>Save the draft</SubmitButton>
        ) : (
          <>
            <SubmitButton pending={pending} busy="Booking…">
              Book the promotion
            </SubmitButton>
            <Button isPending={pending} onPress={onDraft}>
              Keep as a draft
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function sentenceOf({ appName, servers, startsAt, endsAt, zone, price, currency }: BookingDraft) {
  const span = Date.parse(endsAt) - Date.parse(startsAt);
  const cost = price > 0 ? `, ${formatMoney(Math.round(price * 100), currency)}` : "";
  return `${appName || "The app"} on ${plural(servers, "promo server")}, ${formatWindow(startsAt, endsAt, zone)} ${zoneCity(zone)}${span > 0 ? ` (${formatSpan(span)})` : ""}${cost}.`;
}
