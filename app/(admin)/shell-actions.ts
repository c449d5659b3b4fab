"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { keysCookie, type PaletteEntry } from "#components/admin/contract.ts";
import { themeCookie, themes } from "#components/ui/theme.ts";
import { action } from "#lib/http/next/action.ts";
import { currentUser } from "#lib/http/next/session.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { deleteSession } from "#lib/identity/store-sessions.ts";

const yearS = 365 * 24 * 60 * 60;

/** Interface choices live in cookies: the server paints the first byte with them. */
export const remember = action(
  ["admin", "marketer"],
  z.strictObject({ theme: z.enum(themes).optional(), keys: z.enum(["on", "off"]).optional() }),
  async ({ input, runtime }) => {
    const jar = await cookies();
    const options = {
      path: "/",
      maxAge: yearS,
      sameSite: "lax",
      httpOnly: true,
      secure: runtime.env.BASE_URL.startsWith("https://"),
    } as const;
    if (input.theme) jar.set(themeCookie, input.theme, options);
    if (input.keys) jar.set(keysCookie, input.keys, options);
  },
);

export const signOut = action(["admin", "marketer"], z.unknown(), async ({ runtime }) => {
  const user = await currentUser();
  if (user) await deleteSession(runtime.database.sql, user.sessionId);
  (await cookies()).delete(sessionCookieName(runtime.env));
  return redirect("/login");
});

export const paletteEntries = action(
  ["admin", "marketer"],
  z.unknown(),
  async (): Promise<readonly PaletteEntry[]> => [],
);
