"use client";

import { useState, useTransition } from "react";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

/** The secret comes when it is asked for, never with the page. */
export function ShowSecret({
  adId,
  act,
}: {
  readonly adId: string;
  readonly act: Action<{ adId: string }, { readonly secret: string }>;
}) {
  const [secret, setSecret] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const show = () =>
    start(async () => {
      const answer = await callAction(act({ adId }));
      if (answer.ok) setSecret(answer.value.secret);
      else toast.failed(answer.message);
    });
  return (
    <div className="mt-4">
      {secret === null ? (
        <Button isPending={isPending} onPress={show}>
          Show the signing secret
        </Button>
      ) : (
        <SecretOnce
          sentence="It signs what this address is told of your ads, of all that name it."
          secret={secret}
          what="the secret"
        />
      )}
    </div>
  );
}
