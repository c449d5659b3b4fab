"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { BrandMark } from "#components/admin/brands/brand-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ErrorNote } from "#components/ui/note.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { BrandListed } from "#lib/campaigns/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export function LogoForm({
  brand,
  changeLogo,
}: {
  readonly brand: BrandListed;
  readonly changeLogo: Action<{ brandId: string; logo?: File | undefined }, void>;
}) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const send = async (file: File | null) => {
    setBusy(true);
    const form = new FormData();
    form.set("brandId", brand.id);
    if (file) form.set("logo", file);
    const answer = await callAction(changeLogo(form));
    setBusy(false);
    setRefusal(answer.ok ? null : answer.message);
    if (!answer.ok) return;
    toast.done(file ? "The logo is stored." : "The logo is gone; the monogram takes its place.");
    router.refresh();
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="flex items-center gap-3">
        <BrandMark brand={brand} />
        <p className="text-sm text-ink-2">
          PNG, JPEG or WebP up to 5 MB. It is drawn anew at 256 px.
        </p>
      </div>
      {refusal ? (
        <ErrorNote sentence={refusal} details="The logo before is still in place." />
      ) : null}
      <div className="flex flex-wrap gap-2">
        <FileTrigger
          acceptedFileTypes={["image/png", "image/jpeg", "image/webp"]}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void send(file);
          }}
        >
          <Button isPending={busy}>{brand.hasLogo ? "Change the logo" : "Choose a logo"}</Button>
        </FileTrigger>
        {brand.hasLogo ? (
          <Button look="danger" isPending={busy} onPress={() => void send(null)}>
            Remove
          </Button>
        ) : null}
      </div>
    </div>
  );
}
