"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import type { Choice } from "#components/ui/choice-option.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { poolInputSchema } from "#lib/coupons/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export function NewPool({
  create,
  brands,
  brandId,
}: {
  readonly create: Action<z.input<typeof poolInputSchema>, { readonly href: string }>;
  readonly brands: readonly Choice[];
  readonly brandId: string | null;
}) {
  const router = useRouter();
  const form = useActionForm(create, ({ href }) => router.push(href));
  return (
    <form onSubmit={form.onSubmit} className="sheet mt-5 flex max-w-[760px] flex-col gap-4">
      <FormFailure failure={form.failure} drawn={["brandId", "name", "lowStockShare"]} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          name="brandId"
          label="Brand"
          choices={brands}
          defaultSelectedKey={brandId}
          errors={form.errorsOf("brandId")}
        />
        <TextField
          name="name"
          label="Name"
          hint="For staff, like: Autumn 20 % off."
          errors={form.errorsOf("name")}
          maxLength={80}
          autoComplete="off"
        />
        <NumberField
          name="lowStockShare"
          label="Warn below (%)"
          hint="Of all codes loaded."
          defaultValue={10}
          minValue={0}
          maxValue={100}
          errors={form.errorsOf("lowStockShare")}
        />
      </div>
      <div>
        <SubmitButton pending={form.pending}>Create the pool</SubmitButton>
      </div>
    </form>
  );
}
