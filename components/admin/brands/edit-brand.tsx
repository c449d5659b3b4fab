"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { BrandFields, brandFieldNames } from "#components/admin/brands/brand-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { BrandListed, brandInputSchema } from "#lib/campaigns/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export function EditBrand({
  brand,
  edit,
  archive,
}: {
  readonly brand: BrandListed;
  readonly edit: Action<{ brandId: string } & z.input<typeof brandInputSchema>, void>;
  readonly archive: Action<{ brandId: string; archived: boolean }, void>;
}) {
  const router = useRouter();
  const form = useActionForm(edit, () => {
    toast.done("The brand is saved.");
    router.refresh();
  });
  const setArchived = (archived: boolean): void =>
    void callAction(archive({ brandId: brand.id, archived })).then((answer) => {
      if (!answer.ok) return toast.failed(answer.message);
      if (archived) toast.done(`${brand.name} is archived.`, () => setArchived(false));
      else toast.done(`${brand.name} is back.`);
      router.refresh();
    });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure failure={form.failure} drawn={brandFieldNames} />
      <input type="hidden" name="brandId" value={brand.id} />
      <BrandFields form={form} brand={brand} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pending={form.pending}>Save</SubmitButton>
        <Button onPress={() => setArchived(brand.archivedAt === null)}>
          {brand.archivedAt === null ? "Archive" : "Bring back"}
        </Button>
      </div>
    </form>
  );
}
