"use client";

import { useState } from "react";
import { wordingName } from "#components/admin/ads/ad-words.ts";
import { platformWords } from "#components/admin/network/network-words.ts";
import { Select } from "#components/ui/select.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { AdInput } from "#lib/ads/contract.ts";
import { type Platform, platforms } from "#lib/promotions/contract.ts";
import { composePost } from "#lib/promotions/promoter/compose-post.ts";

type Wording = AdInput["variants"][number];

const trackedLink = "https://…/go/4f8c21d0";
const lengthMax: Readonly<Record<Platform, number>> = {
  discord: 2_000,
  telegram: 4_096,
  webhook: 2_000,
};

function postOf({ title, description, callToAction }: Wording, platform: Platform): string {
  const campaign = {
    campaignId: "preview",
    startDate: 0,
    endDate: 0,
    ctaUrl: trackedLink,
    messageTemplate: `${title}\n${description}\n${callToAction}`,
  };
  const app = { appId: "preview", appName: title, shortDescription: callToAction, campaign };
  return composePost(app, lengthMax[platform]);
}

/** How each platform will show it, by the words the promoter itself would post. */
export function AdPreviews({ input }: { readonly input: AdInput }) {
  const wordings = [input, ...input.variants];
  const [shown, setShown] = useState(0);
  const wording = wordings[shown] ?? input;
  return (
    <div className="flex flex-col gap-3">
      {wordings.length > 1 ? (
        <Select
          label="Wording"
          className="w-40"
          choices={wordings.map((_, index) => ({
            id: String(index),
            label: `Wording ${wordingName(index)}`,
          }))}
          selectedKey={String(shown)}
          onSelectionChange={(key) => setShown(Number(key))}
        />
      ) : null}
      <Tabs
        label="Preview"
        choices={platforms.map((platform) => ({
          id: platform,
          label: platformWords[platform],
          panel: <Preview wording={wording} platform={platform} />,
        }))}
      />
    </div>
  );
}

function Preview({
  wording,
  platform,
}: {
  readonly wording: Wording;
  readonly platform: Platform;
}) {
  const text = postOf(wording, platform);
  if (platform === "webhook") {
    const body = { type: "promotion.post", label: "Sponsored", sponsored: true, text };
    return (
      <pre className="bg-sunk p-3 text-sm break-all whitespace-pre-wrap">
        {JSON.stringify({ ...body, content: text, ctaUrl: trackedLink }, null, 2)}
      </pre>
    );
  }
  if (platform === "telegram") {
    return (
      <div className="border border-rule bg-sunk p-3">
        <div className="max-w-[420px] border border-rule border-l-4 border-l-link bg-sheet p-3">
          <p className="text-sm font-semibold text-link">Promotions</p>
          <p className="break-words whitespace-pre-wrap">{text}</p>
          <p className="mt-1 text-right text-sm text-ink-2">12:00</p>
        </div>
      </div>
    );
  }
  return (
    <div className="flex gap-2.5 border border-rule bg-sunk p-3">
      <span
        aria-hidden="true"
        className="grid size-8 shrink-0 place-items-center rounded-full bg-ink text-sm font-bold text-on-ink"
      >
        P
      </span>
      <div className="min-w-0">
        <p className="text-sm text-ink-2">
          <b className="font-semibold text-ink">Promotions</b> APP · now
        </p>
        <p className="break-words whitespace-pre-wrap">{text}</p>
        <div className="mt-2 max-w-[420px] border border-rule border-l-4 border-l-mark bg-sheet p-3">
          <p className="font-semibold text-link">{wording.title}</p>
          <div
            aria-hidden="true"
            className="mt-2 grid h-24 place-items-center border border-dashed border-rule-2 text-sm text-ink-2"
          >
            The picture of the promotion
          </div>
        </div>
      </div>
    </div>
  );
}
