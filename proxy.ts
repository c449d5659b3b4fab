// Sends strangers to the login and gives every staff page its content policy. It guards nothing: pages, actions,
// routes and use cases each refuse by themselves, and the access tests pass with this file removed.

import { type NextRequest, NextResponse } from "next/server";
import { staffHeaders } from "#lib/http/next/staff-headers.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { env } from "#lib/platform/env.ts";

const openPaths = new Set(["/login", "/setup"]);

export function proxy(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  const settings = env();
  if (!openPaths.has(pathname) && !request.cookies.has(sessionCookieName(settings))) {
    return NextResponse.redirect(new URL("/login", requestBase(request, settings.BASE_URL)));
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const answer = staffHeaders({
    nonce,
    host,
    isSecure: settings.BASE_URL.startsWith("https://"),
    isDevelopment: settings.NODE_ENV === "development",
  });
  // Next reads the nonce for its own scripts from the policy of the request.
  const inner = new Headers(request.headers);
  const policy = answer["content-security-policy"];
  if (policy) inner.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers: inner } });
  for (const [name, value] of Object.entries(answer)) response.headers.set(name, value);
  return response;
}

/** Where the browser is, as the front door says; web itself only knows its loopback address. */
function requestBase(request: NextRequest, fallback: string): string {
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const protocol = request.headers.get("x-forwarded-proto") ?? new URL(fallback).protocol;
  const base = `${protocol.replace(/:$/, "")}://${host}`;
  return host !== null && URL.canParse(base) ? base : fallback;
}

export const config = {
  /** Staff pages: everything but the interfaces, the player's pages and files. */
  matcher: [
    "/((?!api/|_next/|p/|embed/|c/|verify/|go/|health|socket\\.io/|play/|registerServer|heartbeat|getServerStatus|unregisterServer|getServerCampaigns|getAllApps|reallocateCampaigns|trackPromotionEvent|.*\\.[a-z0-9]+$).*)",
  ],
};
