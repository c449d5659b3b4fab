"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "#lib/http/next/action.ts";
import { requestCookies, sendCookies } from "#lib/http/next/auth-cookies.ts";
import { currentUser } from "#lib/http/next/session.ts";
import { passwordForm, profileForm, secondFactorForm, startTotpForm } from "#lib/identity/forms.ts";
import {
  changePassword,
  confirmTotp,
  disableTotp,
  signOutElsewhere,
  startTotp,
  updateProfile,
} from "#lib/identity/profile.ts";
import { AppError } from "#lib/platform/errors.ts";

const everybody = ["admin", "marketer", "brand"] as const;

async function ownSessionId(): Promise<string> {
  const user = await currentUser();
  if (!user) throw new AppError("unauthenticated");
  return user.sessionId;
}

export const saveProfile = action(
  everybody,
  profileForm,
  async ({ actor, input, runtime, requestId }) => {
    await updateProfile(runtime.database.sql, actor, input, requestId);
    revalidatePath("/", "layout");
  },
);

export const savePassword = action(
  everybody,
  passwordForm,
  async ({ actor, input, runtime, requestId }) => {
    const change = { ...input, sessionId: await ownSessionId() };
    await changePassword(runtime.database.sql, actor, change, requestId);
  },
);

export const endOtherSessions = action(
  everybody,
  z.strictObject({}),
  async ({ actor, runtime, requestId }) =>
    signOutElsewhere(runtime.database.sql, actor, await ownSessionId(), requestId),
);

export const beginTotp = action(everybody, startTotpForm, async ({ actor, input, runtime }) => {
  const cookies = await requestCookies();
  return startTotp(runtime, actor, { password: input.currentPassword, cookies });
});

export const finishTotp = action(
  everybody,
  secondFactorForm,
  async ({ actor, input, runtime, requestId }) => {
    const request = { code: input.code, cookies: await requestCookies(), requestId };
    await sendCookies(await confirmTotp(runtime, actor, request));
    revalidatePath("/", "layout");
  },
);

export const endTotp = action(
  everybody,
  startTotpForm,
  async ({ actor, input, runtime, requestId }) => {
    const cookies = await requestCookies();
    const request = { password: input.currentPassword, cookies, requestId };
    await sendCookies(await disableTotp(runtime, actor, request));
    revalidatePath("/", "layout");
  },
);
