// `npm run verify` for an exposure certificate, without its input and output: words and text in, lines and an exit
// code out.

import {
  type CertificateFault,
  type CertificateVerdict,
  UnreadableCertificateError,
  verifyCertificate,
} from "#lib/promotions/verify-certificate.ts";

export interface CommandOutput {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** Whether a file that begins like this is a certificate and not the log of a game. */
export function looksLikeCertificate(beginning: string): boolean {
  return beginning.startsWith('{"head":') && beginning.includes("frolic-certificate-");
}

export function runCertificate(words: readonly string[], text: string): CommandOutput {
  const isJson = words.includes("--json");
  const at = words.indexOf("--key");
  const key = at < 0 ? undefined : (words[at + 1] ?? "").toLowerCase();
  if (key !== undefined && !/^(?:[0-9a-f]{2})+$/.test(key)) {
    return { code: 2, out: "", err: "--key needs a value in hex." };
  }
  try {
    const verdict = verifyCertificate(text, key);
    const code = verdict.ok ? 0 : 1;
    return { code, out: isJson ? JSON.stringify(verdict) : report(verdict), err: "" };
  } catch (error) {
    if (!(error instanceof UnreadableCertificateError)) throw error;
    const unreadable = { ok: false, unreadable: error.message };
    return isJson
      ? { code: 2, out: JSON.stringify(unreadable), err: "" }
      : { code: 2, out: "", err: error.message };
  }
}

const states = {
  complete: "all that were booked",
  running: "so far; the booking is not over",
  short: "fewer than were booked",
} as const;

function report(verdict: CertificateVerdict): string {
  if (!verdict.ok) return faultReport(verdict.fault);
  const { head, seal } = verdict;
  return [
    `Verified: ${head.appName} (${head.campaignId}), promotion ${head.promotionId}`,
    `  exposures   ${head.delivered} of ${head.booked}, ${states[head.state]}`,
    `  makegoods   ${head.makegoods} of them took the place of a promo server that went away`,
    `  not billed  ${head.unbilled.posts} posts on ${head.unbilled.promoServers} more promo servers`,
    `  issued      ${head.issuedAt} by ${head.issuer}`,
    `  signature   root ${seal.root.slice(0, 16)}…, key ${seal.keyId}`,
    "",
    "Every row was hashed again, each promo server stands there once, and the key signed head and rows.",
    "Compare the key with the one on the fairness page of the installation, or give it with --key.",
  ].join("\n");
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function faultReport(fault: CertificateFault): string {
  const place = fault.row === undefined ? fault.part : `row ${fault.row}`;
  return [
    `Not verified: ${fault.why}`,
    `  where     ${place}, line ${fault.line}`,
    `  field     ${fault.field}`,
    `  expected  ${shown(fault.expected)}`,
    `  found     ${shown(fault.found)}`,
  ].join("\n");
}
