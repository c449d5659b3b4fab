"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/http/next/action.ts";
import { disableForm, inviteForm, roleForm } from "#lib/identity/forms.ts";
import { changeRole, setDisabled } from "#lib/identity/manage-users.ts";
import { inviteUser } from "#lib/identity/setup-token.ts";

export const invite = action(
  ["admin"],
  inviteForm,
  async ({ actor, input, runtime, requestId }) => {
    const { env, database } = runtime;
    const token = await inviteUser(database.sql, env.FROLIC_SECRET, actor, input, requestId);
    return { email: input.email, link: `${env.BASE_URL.replace(/\/$/, "")}/setup?token=${token}` };
  },
);

export const giveRole = action(
  ["admin"],
  roleForm,
  async ({ actor, input, runtime, requestId }) => {
    await changeRole(runtime.database.sql, actor, input, requestId);
    revalidatePath("/settings/people");
  },
);

export const disable = action(
  ["admin"],
  disableForm,
  async ({ actor, input, runtime, requestId }) => {
    await setDisabled(runtime.database.sql, actor, input, requestId);
    revalidatePath("/settings/people");
  },
);
