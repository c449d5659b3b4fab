"use client";

import { AdForm } from "#components/admin/ads/ad-form.tsx";
import type { AdInput } from "#lib/ads/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

type Made = { readonly adId: string };

/** A new ad, or the next version of one. */
export function SubmitAd({
  base,
  old,
  submit,
  resubmit,
}: {
  readonly base: string;
  readonly old?: { readonly adId: string; readonly version: number; readonly input: AdInput };
  readonly submit: Action<AdInput, Made>;
  readonly resubmit: Action<{ adId: string; version: number; ad: AdInput }, Made>;
}) {
  return old ? (
    <AdForm
      base={base}
      given={old.input}
      submit="Resubmit"
      send={(ad) => resubmit({ adId: old.adId, version: old.version, ad })}
    />
  ) : (
    <AdForm base={base} submit="Submit" send={(ad) => submit(ad)} />
  );
}
