// The certificate for people: one page to read, print and pass on.

import { createHash } from "node:crypto";
import { escapeHtml } from "#lib/http/shared/reveal-page.ts";
import type {
  Certificate,
  CertificateHead,
  CertificateRow,
} from "#lib/promotions/certificate-text.ts";

const style = `
  body { margin: 0; background: #fff6e0; color: #191a2c; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 60rem; margin: 0 auto; padding: 48px 24px; }
  h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 24px 0; }
  dt { color: #5b5648; } dd { margin: 0; }
  .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 14px; }
  th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid #d8cdb0; }
  code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
  a { color: inherit; } @media print { a { text-decoration: none; } }`;
const styleHash = createHash("sha256").update(style).digest("base64");

const told: Readonly<Record<CertificateHead["state"], string>> = {
  complete: "All exposures that were booked were delivered.",
  running: "The booking is still running; more exposures may follow.",
  short: "The booking is over and fewer exposures than booked were delivered.",
};

const instant = (iso: string) => escapeHtml(`${iso.slice(0, 16).replace("T", " ")} UTC`);

function receiptCell(row: CertificateRow): string {
  const { platform, guildId, channelId, messageId } = row;
  if (messageId === null) return "told by the bot, without a message id";
  const isLink =
    platform === "discord" && [guildId, channelId, messageId].every((id) => /^\d+$/.test(id ?? ""));
  if (!isLink) return `<code>${escapeHtml(messageId)}</code>`;
  const address = `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
  return `<a rel="noreferrer" href="${address}"><code>${escapeHtml(messageId)}</code></a>`;
}

function rowHtml(row: CertificateRow): string {
  const makegood = row.makegoodFor
    ? `<br>in place of ${escapeHtml(row.makegoodFor.name || row.makegoodFor.promoServerId)}`
    : "";
  return `<tr><td>${row.number}</td><td>${escapeHtml(row.name || row.guildId)}${makegood}</td>
<td>${escapeHtml(row.platform)}</td><td>${escapeHtml(row.variant.toUpperCase())}</td>
<td>${instant(row.postedAt)}</td><td>${receiptCell(row)}</td></tr>`;
}

function factsHtml({ head, seal }: Certificate): string {
  const facts: [string, string][] = [
    ["Promotion", `${head.appName}, ${head.campaignId}`],
    ...(head.brand === null ? [] : [["Brand", head.brand] satisfies [string, string]]),
    ["Exposures", `${head.delivered} of ${head.booked}`],
    ["Makegoods", `${head.makegoods}`],
    [
      "Not billed",
      `${head.unbilled.posts} posts on ${head.unbilled.promoServers} more promo servers`,
    ],
    ["Root of the receipts", seal.root],
    ["Signed by key", seal.keyId],
  ];
  const lines = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`);
  const window = `<dt>Booked</dt><dd>${instant(head.startsAt)} to ${instant(head.endsAt)}</dd>`;
  const issued = `<dt>Issued</dt><dd>${instant(head.issuedAt)} by ${escapeHtml(head.issuer)}</dd>`;
  return `<dl>${lines.slice(0, 1).join("")}${window}${lines.slice(1).join("")}${issued}</dl>`;
}

export function certificatePage(certificate: Certificate, jsonPath: string): Response {
  const { head, exposures } = certificate;
  const rows = exposures.map(rowHtml).join("\n");
  const table =
    exposures.length === 0
      ? "<p>No exposure has a receipt yet.</p>"
      : `<div class="wide" tabindex="0"><table><thead><tr><th>No.</th><th>Promo server</th><th>Platform</th>
<th>Message</th><th>Posted</th><th>Receipt</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>Exposure certificate · ${escapeHtml(head.appName)}</title><style>${style}</style></head>
<body><main><h1>Exposure certificate</h1><p>${told[head.state]}</p>${factsHtml(certificate)}${table}
<p><a href="${escapeHtml(jsonPath)}" download>Download the signed file</a> and check it anywhere with
<code>npm run verify -- FILE</code>: a changed byte is named by its row.</p></main></body></html>`;
  return new Response(body, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  });
}
