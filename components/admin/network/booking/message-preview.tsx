"use client";

import type { BookingDraft } from "#components/admin/network/booking/booking-draft.ts";
import { appIdOf } from "#components/admin/network/booking/booking-draft.ts";
import { cx } from "#components/ui/class-names.ts";
import type { Platform } from "#lib/promotions/contract.ts";
import { composePost } from "#lib/promotions/promoter/compose-post.ts";

/** How long a message may be; what is longer is shortened before the link. */
const lengthMax: Readonly<Record<Platform, number>> = {
  discord: 2000,
  telegram: 4096,
  webhook: 4000,
};
const trackedLink = "https://…/go/4f8c21d0";

/** The very words that would be posted, in the manner of each platform. */
export function MessagePreview({
  draft,
  message,
  platform,
}: {
  readonly draft: BookingDraft;
  readonly message: string;
  readonly platform: Platform;
}) {
  const text = composePost(
    {
      appId: appIdOf(draft),
      appName: draft.appName || "The app",
      shortDescription: draft.shortDescription || "Its short description",
      ...(draft.longDescription ? { longDescription: draft.longDescription } : {}),
      campaign: {
        campaignId: "preview",
        startDate: 0,
        endDate: 0,
        ctaUrl: trackedLink,
        messageTemplate: message,
      },
    },
    lengthMax[platform],
  );
  if (platform === "webhook") {
    return (
      <pre className="bg-sunk p-3 text-sm break-all whitespace-pre-wrap">
        {JSON.stringify({ text }, null, 2)}
      </pre>
    );
  }
  return (
    <div
      className={cx(
        "flex gap-2.5 border border-rule bg-sunk p-3",
        platform === "telegram" && "border-l-4 border-l-link",
      )}
    >
      {platform === "discord" ? (
        <span
          aria-hidden="true"
          className="grid size-8 shrink-0 place-items-center rounded-full bg-ink text-sm font-bold text-on-ink"
        >
          P
        </span>
      ) : null}
      <div className="min-w-0">
        <p className="text-sm text-ink-2">
          <b className="font-semibold text-ink">Promotions</b>{" "}
          {platform === "discord" ? "APP · now" : "channel · now"}
        </p>
        <p className="break-words whitespace-pre-wrap">{text}</p>
      </div>
    </div>
  );
}
