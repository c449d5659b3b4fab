// Trusted Types: where the DOM takes text as code, the browser asks the page's one policy and refuses what it does not
// return. Our own code never hands text to such places; the framework does in the two ways that are let through here.

/** Directives of a content policy. No other policy than the one below can be made, and that one only once. */
export const trustedTypes = ["require-trusted-types-for 'script'", "trusted-types default"];

/** Nothing comes of it: an announcer empties itself, and React makes a script element that has no text yet. */
const harmless = new Set(["", "<script></script>"]);

export function trustedMarkup(text: string): string | null {
  return harmless.has(text) ? text : null;
}

/** Parts of a page are loaded by their address: those of this build and no others. */
export function trustedScriptAddress(address: string, page: string): string | null {
  if (!URL.canParse(address, page)) return null;
  const { origin, pathname } = new URL(address, page);
  const isOwn = origin === new URL(page).origin && pathname.startsWith("/_next/static/");
  return isOwn ? address : null;
}
