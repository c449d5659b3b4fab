"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { themeCookie, themes } from "#components/ui/theme.ts";
import { action } from "#lib/http/next/action.ts";
import { clearSessionCookie } from "#lib/http/next/auth-cookies.ts";
import { currentUser } from "#lib/http/next/session.ts";
import { endSession } from "#lib/identity/sign-in.ts";

const yearS = 365 * 24 * 60 * 60;

export const leave = action(["brand"], z.strictObject({}), async ({ runtime }) => {
  const user = await currentUser();
  if (user) await endSession(runtime.database.sql, user.sessionId);
  await clearSessionCookie(runtime.env);
  return redirect("/login");
});

export const chooseTheme = action(
  ["brand"],
  z.strictObject({ theme: z.enum(themes) }),
  async ({ input, runtime }) => {
    const secure = runtime.env.BASE_URL.startsWith("https://");
    const options = { path: "/", maxAge: yearS, sameSite: "lax", httpOnly: true, secure } as const;
    (await cookies()).set(themeCookie, input.theme, options);
  },
);
