"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { BrandFields, brandFieldNames } from "#components/admin/brands/brand-fields.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { brandInputSchema } from "#lib/campaigns/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export function NewBrand({
  create,
}: {
  readonly create: Action<z.input<typeof brandInputSchema>, { readonly href: string }>;
}) {
  const router = useRouter();
  const form = useActionForm(create, ({ href }) => router.push(href));
  return (
    <form onSubmit={form.onSubmit} className="sheet mt-5 flex max-w-[760px] flex-col gap-4">
      <FormFailure failure={form.failure} drawn={brandFieldNames} />
      <BrandFields form={form} />
      <div>
        <SubmitButton pending={form.pending}>Create the brand</SubmitButton>
      </div>
    </form>
  );
}
