"use client";

import { useRouter } from "next/navigation";
import { EndpointFields } from "#components/admin/webhooks/endpoint-fields.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import type { EndpointInput, EndpointListed } from "#lib/webhooks/contract.ts";

export function EditEndpoint({
  endpoint,
  brands,
  act,
}: {
  readonly endpoint: EndpointListed;
  readonly brands: readonly Choice[];
  readonly act: Action<{ endpointId: string } & EndpointInput, void>;
}) {
  const router = useRouter();
  const form = useActionForm(act, () => {
    toast.done("The webhook is saved.");
    router.refresh();
  });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <FormFailure failure={form.failure} drawn={["url", "description", "events"]} />
      <input type="hidden" name="endpointId" value={endpoint.id} />
      <EndpointFields given={endpoint} brands={brands} errorsOf={form.errorsOf} />
      <div>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </div>
    </form>
  );
}
