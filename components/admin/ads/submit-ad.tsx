"use client";

import { useState } from "react";
import { AdForm } from "#components/admin/ads/ad-form.tsx";
import { BrandChoice } from "#components/admin/ads/brand-choice.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { AdInput } from "#lib/ads/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

type Made = { readonly adId: string };

/** Staff may submit for a brand; people of a brand submit for their own. */
interface ForBrands {
  readonly brands: readonly Choice[];
  readonly submitFor: Action<{ brandId: string; ad: AdInput }, Made>;
}

/** A new ad, or the next version of one. */
export function SubmitAd({
  base,
  old,
  submit,
  resubmit,
  staff,
}: {
  readonly base: string;
  readonly old?: { readonly adId: string; readonly version: number; readonly input: AdInput };
  readonly submit: Action<AdInput, Made>;
  readonly resubmit: Action<{ adId: string; version: number; ad: AdInput }, Made>;
  readonly staff?: ForBrands;
}) {
  const [brandId, setBrandId] = useState<string | null>(null);
  if (old) {
    return (
      <AdForm
        base={base}
        given={old.input}
        submit="Resubmit"
        send={(ad) => resubmit({ adId: old.adId, version: old.version, ad })}
      />
    );
  }
  const send = (ad: AdInput) =>
    staff && brandId !== null ? staff.submitFor({ brandId, ad }) : submit(ad);
  return (
    <div className="flex min-w-0 flex-col gap-[22px]">
      {staff && staff.brands.length > 0 ? (
        <Sheet title="Whose ad it is" id="whose">
          <BrandChoice
            label="Brand"
            brands={staff.brands}
            brandId={brandId}
            onChange={setBrandId}
          />
        </Sheet>
      ) : null}
      <AdForm base={base} submit="Submit" send={send} />
    </div>
  );
}
