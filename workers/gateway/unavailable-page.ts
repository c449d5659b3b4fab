// What a person sees while web is away. Whole in itself: nothing it could load would be there either.

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

const style = `
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:17px/1.5 system-ui,sans-serif;background:#f6f1e7;color:#191a2c}
main{max-width:34rem;padding:24px}
h1{font-size:26px;line-height:1.2;margin:0 0 12px}
a{color:#1f3fc4}
small{color:#55546a}
@media (prefers-color-scheme:dark){body{background:#12131f;color:#f3ede0}a{color:#93a7ff}small{color:#b3b0c2}}
`;
const styleHash = createHash("sha256").update(style).digest("base64");
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors *`;

/** A crowd that sees this page must not come back in one second. */
const retryS = { first: 3, spread: 5 } as const;

export interface UnavailablePage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** True for what a browser shows in its window; calls of scripts are answered in their own language. */
export function wantsPage(request: Pick<IncomingMessage, "headers">): boolean {
  return request.headers.accept?.includes("text/html") ?? false;
}

/** `requestId` is our own and needs no escaping. Asking again is left to the browser: no script. */
export function unavailablePage(requestId: string, random = Math.random): UnavailablePage {
  const seconds = retryS.first + Math.floor(random() * retryS.spread);
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="${seconds}"><title>One moment · Frolic</title><style>${style}</style></head>
<body><main><h1>One moment</h1>
<p role="status">This page cannot be shown right now. It asks again by itself in a few seconds. Plays already made are safe, and so is what was saved.</p>
<p><a href="">Try again now</a></p>
<p><small>Number in the log: ${requestId}</small></p></main></body></html>
`;
  return {
    html,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "retry-after": String(seconds),
      "x-content-type-options": "nosniff",
    },
  };
}
