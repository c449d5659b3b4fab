import { randomBytes } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import postgres from "postgres";
import type { Role } from "#lib/identity/contract.ts";
import { hashSessionToken, sessionCookieName } from "#lib/identity/session-token.ts";

const baseUrl = process.env.BASE_URL ?? "http://localhost:3000";

/** Signs an admin in without the login page: journeys start from a session, setup.spec.ts makes one by hand. */
export async function signInAsAdmin(context: BrowserContext, name = "Mira Vogel"): Promise<void> {
  await signIn(context, name, "admin", null);
}

/** The same for somebody of a brand. */
export async function signInAsBrand(context: BrowserContext, brandId: string): Promise<void> {
  await signIn(context, `Ben ${brandId.slice(0, 8)}`, "brand", brandId);
}

async function signIn(
  context: BrowserContext,
  name: string,
  role: Role,
  brandId: string | null,
): Promise<void> {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => undefined });
  try {
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.test`;
    const [user] = await sql<{ id: string }[]>`
      insert into "user" (name, email, role, brand_id, time_zone)
      values (${name}, ${email}, ${role}, ${brandId}, 'Europe/Berlin')
      on conflict (email) do update set name = excluded.name returning id`;
    const token = randomBytes(32).toString("base64url");
    const hash = hashSessionToken(process.env.FROLIC_SECRET ?? "", token);
    await sql`
      insert into session (token, user_id, expires_at)
      values (${hash}, ${user?.id ?? ""}, now() + interval '12 hours')`;
    const cookie = { name: sessionCookieName({ BASE_URL: baseUrl }), value: token, url: baseUrl };
    await context.addCookies([{ ...cookie, httpOnly: true, sameSite: "Lax" }]);
  } finally {
    await sql.end();
  }
}
