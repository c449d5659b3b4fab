"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/http/next/action.ts";
import { partnerKeyForm, revokeForm } from "#lib/identity/forms.ts";
import { createPartnerKey, revokePartnerKey } from "#lib/identity/manage-partner-keys.ts";

export const makePartnerKey = action(
  ["admin"],
  partnerKeyForm,
  async ({ actor, input, runtime, requestId }) => {
    const { env, database } = runtime;
    const made = await createPartnerKey(database.sql, env.FROLIC_SECRET, actor, input, requestId);
    revalidatePath("/settings/partner-keys");
    return { name: input.name, ...made };
  },
);

export const endPartnerKey = action(
  ["admin"],
  revokeForm,
  async ({ actor, input, runtime, requestId }) => {
    await revokePartnerKey(runtime.database.sql, actor, input.id, requestId);
    revalidatePath("/settings/partner-keys");
  },
);
