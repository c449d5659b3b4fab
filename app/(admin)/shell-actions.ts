"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { keysCookie, type PaletteEntry } from "#components/admin/contract.ts";
import { themeCookie, themes } from "#components/ui/theme.ts";
import { listBrands } from "#lib/campaigns/brands.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { listPools } from "#lib/coupons/pools.ts";
import { removeDemo } from "#lib/demo/remove-demo.ts";
import { action } from "#lib/http/next/action.ts";
import { clearSessionCookie } from "#lib/http/next/auth-cookies.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { signOut as endSession } from "#lib/identity/sign-in.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { listNetworkPromotions } from "#lib/promotions/network-promotions.ts";

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
  const cookie = (await cookies()).get(sessionCookieName(runtime.env))?.value;
  await endSession(runtime, cookie);
  await clearSessionCookie(runtime.env);
  return redirect("/login");
});

/** What the palette finds by name; the newest campaigns first. */
export const paletteEntries = action(
  ["admin", "marketer"],
  z.unknown(),
  async ({ actor, runtime }): Promise<readonly PaletteEntry[]> => {
    const { sql } = runtime.database;
    const [campaigns, brands, pools, promotions] = await Promise.all([
      listCampaigns(sql, actor, { pageSize: 100 }),
      listBrands(sql, actor),
      listPools(sql, actor),
      listNetworkPromotions(sql, actor, { sort: "starts", pageSize: 100 }),
    ]);
    return [
      ...campaigns.rows.map(({ id, name, state }) => ({
        href: `/campaigns/${toPublicId("cmp", id)}${state === "draft" ? "/edit" : ""}`,
        label: name || "Untitled",
        kind: "Campaign" as const,
      })),
      ...brands.map(({ id, name }) => ({
        href: `/brands/${toPublicId("brd", id)}`,
        label: name,
        kind: "Brand" as const,
      })),
      ...pools.map(({ id, name }) => ({
        href: `/pools/${toPublicId("pool", id)}`,
        label: name,
        kind: "Coupon pool" as const,
      })),
      ...promotions.rows.map(({ id, appName }) => ({
        href: `/promotions/${toPublicId("prm", id)}`,
        label: appName,
        kind: "Promotion" as const,
      })),
    ];
  },
);

/** One click takes the demo away whole: campaigns, plays, brands and codes. */
export const removeDemoCampaigns = action(
  ["admin"],
  z.unknown(),
  async ({ actor, runtime, requestId }) => {
    await removeDemo({ sql: runtime.database.sql, requestId }, actor);
  },
);
