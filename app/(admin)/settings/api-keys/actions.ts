"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/http/next/action.ts";
import { keyForm, revokeForm } from "#lib/identity/forms.ts";
import { createKey, revokeKey } from "#lib/identity/manage-api-keys.ts";

const dayMs = 86_400_000;

export const makeKey = action(["admin"], keyForm, async ({ actor, input, runtime, requestId }) => {
  const { expiresInDays, ...rest } = input;
  const expiresAt =
    expiresInDays === null ? null : new Date(runtime.clock.now() + expiresInDays * dayMs);
  const request = { ...rest, expiresAt };
  const made = await createKey(runtime.database.sql, actor, request, requestId);
  revalidatePath("/settings/api-keys");
  return { name: input.name, key: made.key, base: runtime.env.BASE_URL.replace(/\/$/, "") };
});

export const endKey = action(
  ["admin"],
  revokeForm,
  async ({ actor, input, runtime, requestId }) => {
    await revokeKey(runtime.database.sql, actor, input.id, requestId);
    revalidatePath("/settings/api-keys");
  },
);
