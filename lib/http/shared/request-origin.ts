// Decides whether an unsafe request that carries a cookie was made by our own pages. Separate from the
// wrappers because it is the whole defence against forged requests, and a table of cases proves it.

export interface OriginFacts {
  readonly origin: string | null;
  readonly secFetchSite: string | null;
  /** The host the browser asked for: X-Forwarded-Host as our front door set it, else Host. */
  readonly host: string | null;
  readonly baseUrl: string;
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

export function isUnsafeMethod(method: string): boolean {
  return !safeMethods.has(method.toUpperCase());
}

/**
 * Exact match against BASE_URL or against the host the request was sent to (a phone in the same network opens
 * the machine by its address). A missing Origin and `null` (sandboxed frames, data: pages) are refused, and so
 * is any Sec-Fetch-Site but same-origin; a browser too old to send that header still sends Origin.
 */
export function isSameOrigin(facts: OriginFacts): boolean {
  if (facts.secFetchSite !== null && facts.secFetchSite !== "same-origin") return false;
  if (facts.origin === null || !URL.canParse(facts.origin)) return false;
  const origin = new URL(facts.origin);
  if (origin.origin !== facts.origin) return false;
  if (origin.protocol !== "http:" && origin.protocol !== "https:") return false;
  const base = new URL(facts.baseUrl);
  if (origin.origin === base.origin) return true;
  // Over https only the configured address counts: another host there is another site.
  return base.protocol === "http:" && facts.host !== null && origin.host === facts.host;
}

export function originFacts(headers: Headers, baseUrl: string): OriginFacts {
  return {
    origin: headers.get("origin"),
    secFetchSite: headers.get("sec-fetch-site"),
    host: headers.get("x-forwarded-host") ?? headers.get("host"),
    baseUrl,
  };
}
