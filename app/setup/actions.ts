"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/http/next/action.ts";
import { clientAddress, requestCookies, sendCookies } from "#lib/http/next/auth-cookies.ts";
import { acceptSetup } from "#lib/identity/accept-setup.ts";
import { setupForm } from "#lib/identity/forms.ts";
import { identityHost } from "#lib/identity/identity-host.ts";
import { signIn } from "#lib/identity/sign-in.ts";

export const finishSetup = action("public", setupForm, async ({ input, runtime, requestId }) => {
  const [address, cookies] = await Promise.all([clientAddress(), requestCookies()]);
  await identityHost(runtime).limiter.takeFrom(address);
  await acceptSetup(runtime.database.sql, runtime.env.FROLIC_SECRET, input, requestId);
  const { email, password } = input;
  const outcome = await signIn(runtime, { email, password, address, cookies, requestId });
  await sendCookies(outcome.setCookies);
  return redirect("/");
});
