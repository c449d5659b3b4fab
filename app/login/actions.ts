"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/http/next/action.ts";
import { clientAddress, requestCookies, sendCookies } from "#lib/http/next/auth-cookies.ts";
import { loginForm, secondFactorForm } from "#lib/identity/forms.ts";
import { confirmSecondFactor, signIn } from "#lib/identity/sign-in.ts";

export const logIn = action("public", loginForm, async ({ input, runtime, requestId }) => {
  const [address, cookies] = await Promise.all([clientAddress(), requestCookies()]);
  const outcome = await signIn(runtime, { ...input, address, cookies, requestId });
  await sendCookies(outcome.setCookies);
  return redirect(outcome.kind === "second_factor" ? "/login?step=code" : "/");
});

export const confirmCode = action(
  "public",
  secondFactorForm,
  async ({ input, runtime, requestId }) => {
    const [address, cookies] = await Promise.all([clientAddress(), requestCookies()]);
    const request = { code: input.code, address, cookies, requestId };
    const outcome = await confirmSecondFactor(runtime, request);
    await sendCookies(outcome.setCookies);
    return redirect("/");
  },
);
