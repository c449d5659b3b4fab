import { createHash } from "node:crypto";
import type { ApiAnswer } from "#lib/http/shared/api-call.ts";
import type { RevealedCode } from "#lib/plays/contract.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

const style = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #1a1030; color: #191a2c;
    font: 17px/1.5 system-ui, sans-serif; }
  main { background: #fff6e0; border-radius: 2px; padding: 32px 24px; max-width: 22rem; text-align: center; }
  h1 { font-size: 26px; line-height: 1.2; margin: 0 0 8px; }
  code { display: block; margin: 24px 0; padding: 16px; border: 2px dashed #8c8371; overflow-wrap: anywhere;
    font: 600 26px/1.3 ui-monospace, monospace; user-select: all; }
  p { margin: 0 0 8px; }`;
const styleHash = createHash("sha256").update(style).digest("base64");

/** The one page that may hold a code: for a browser without JavaScript, never stored, never framed. */
export function revealPage(revealed: RevealedCode): ApiAnswer {
  const { headline, brand, code, expiresAt } = revealed;
  const until =
    expiresAt === null ? "" : `<p>Valid until ${escapeHtml(expiresAt.slice(0, 10))}.</p>`;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>Your coupon</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(headline)}</h1><p>${escapeHtml(brand)}</p><code>${escapeHtml(code)}</code>${until}</main></body></html>`,
  };
}
