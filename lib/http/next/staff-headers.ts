import { trustedTypes } from "#lib/http/shared/trusted-types.ts";

/** What a content policy depends on. */
export interface StaffPage {
  /** Fresh for every request: only scripts that carry it run, and what they load. */
  readonly nonce: string;
  readonly host: string | null;
  readonly isSecure: boolean;
  /** React's development build evaluates text to rebuild server stacks. */
  readonly isDevelopment: boolean;
}

const hostPattern = /^[a-z0-9.\-[\]:]+$/i;

/** Response headers of a staff page. Such a page must render per request: a cached one would carry a stale nonce. */
export function staffHeaders(page: StaffPage): Record<string, string> {
  return {
    "content-security-policy": contentPolicy(page),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    ...(page.isSecure ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

function contentPolicy({ nonce, host, isDevelopment }: StaffPage): string {
  const sockets = host !== null && hostPattern.test(host) ? ` ws://${host} wss://${host}` : "";
  const directives = [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // The component library writes style elements and attributes while it runs.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // The development build loads and replaces code in ways of its own.
    ...(isDevelopment ? [] : trustedTypes),
  ];
  return directives.join("; ");
}
