"use client";

import { EndpointFields } from "#components/admin/webhooks/endpoint-fields.tsx";
import { errorsOf, typedIn } from "#components/identity/form-state.ts";
import { MakingForm } from "#components/identity/making-form.tsx";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";

interface Made {
  readonly secret: string;
  readonly host: string;
}

export function NewEndpoint({
  act,
  brands,
}: {
  readonly act: FormAction<Made>;
  readonly brands: readonly Choice[];
}) {
  return (
    <MakingForm
      act={act}
      submit="Add the webhook"
      busy="Adding the webhook…"
      made={({ secret, host }) => (
        <SecretOnce
          sentence={`${host} hears of events from now on. This is its signing secret: copy it now, it cannot be shown again.`}
          secret={secret}
          what="the secret"
        />
      )}
      fields={(result) => (
        <EndpointFields
          given={{
            url: typedIn(result, "url") ?? "",
            description: typedIn(result, "description") ?? "",
            events: [],
            brandId: null,
          }}
          brands={brands}
          errorsOf={(path) => errorsOf(result, path)}
        />
      )}
    />
  );
}
