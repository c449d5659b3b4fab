// The content policy of public pages. A cached page is the same for everybody, so it cannot carry a nonce; its
// inline scripts are named by their hashes instead. A page of one visitor is streamed through unread and has a nonce.

import { createHash, randomBytes } from "node:crypto";
import { trustedTypes } from "#lib/http/shared/trusted-types.ts";

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;

/** Hash sources of every inline script, in the form the policy wants. */
export function scriptHashes(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, text] of html.matchAll(inlineScript)) {
    if (text) hashes.add(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  }
  return [...hashes];
}

/** A host name with an optional wildcard label and port; anything else could end the directive and start another. */
const domain = /^(?:https?:\/\/)?(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/i;

/** For a page that is the same for everybody: scripts of ours, and the inline ones it was rendered with. */
export function pagePolicy(html: string, frameAncestors: readonly string[]): string {
  return policy(scriptHashes(html).join(" "), frameAncestors);
}

/** For a page of one visitor: only inline scripts that web wrote for this answer know its nonce. */
export function noncePolicy(nonce: string, frameAncestors: readonly string[]): string {
  return policy(`'nonce-${nonce}'`, frameAncestors);
}

export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

function policy(inline: string, frameAncestors: readonly string[]): string {
  const ancestors = frameAncestors.filter((entry) => domain.test(entry));
  return [
    "default-src 'self'",
    `script-src 'self' ${inline}`.trimEnd(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...trustedTypes,
    `frame-ancestors ${ancestors.length > 0 ? ancestors.join(" ") : "'none'"}`,
  ].join("; ");
}

/** What every player page carries beside its policy. */
export function pageHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    ...(isHttps ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
