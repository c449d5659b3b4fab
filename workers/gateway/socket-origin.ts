// Which pages may open a socket. A browser sends cookies along with a socket from any page, so the page's origin
// decides; programs send no Origin and have no cookies to be robbed of.

export interface SocketOriginFacts {
  readonly origin: string | undefined;
  readonly host: string;
  readonly baseUrl: string;
  /** Host names, perhaps with a leading `*.`, of the campaigns' embed settings. */
  readonly embedDomains: ReadonlySet<string>;
}

export function isSocketOriginAllowed(facts: SocketOriginFacts): boolean {
  const { origin, host, baseUrl, embedDomains } = facts;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (page.origin === new URL(baseUrl).origin || page.host === host) return true;
  return [...embedDomains].some((entry) => matchesDomain(page, entry));
}

function matchesDomain(page: URL, entry: string): boolean {
  const bare = entry.replace(/^https?:\/\//, "").toLowerCase();
  if (bare.startsWith("*.")) return page.hostname.endsWith(bare.slice(1));
  return page.host === bare || page.hostname === bare;
}
