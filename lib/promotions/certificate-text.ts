// How an exposure certificate is written and what is hashed and signed of it. A line an exposure, each in the
// canonical form of RFC 8785, so that the whole is JSON and a damaged byte still has a line to be named by.

import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { type Sha256, toHex, utf8 } from "#lib/fairness/digest.ts";
import { merkleRoot } from "#lib/fairness/merkle.ts";

export const certificateKind = "frolic-certificate-v1";

export interface CertificateHead {
  readonly is: typeof certificateKind;
  /** Address of the installation that signs. */
  readonly issuer: string;
  readonly issuedAt: string;
  readonly promotionId: string;
  readonly campaignId: string;
  readonly appId: string;
  readonly appName: string;
  readonly brand: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  /** complete: as many as booked. running: not yet. short: it is over with fewer. */
  readonly state: "complete" | "running" | "short";
  readonly booked: number;
  readonly delivered: number;
  readonly missing: number;
  readonly makegoods: number;
  /** Posts beyond what was booked; nobody pays for them. */
  readonly unbilled: { readonly promoServers: number; readonly posts: number };
}

export interface CertifiedServer {
  readonly promoServerId: string;
  readonly name: string;
}

export interface CertificateRow extends CertifiedServer {
  /** 1 to N, in the order of the receipts. */
  readonly number: number;
  readonly platform: string;
  readonly guildId: string;
  readonly channelId: string | null;
  readonly messageId: string | null;
  readonly variant: string;
  readonly postedAt: string;
  readonly receivedAt: string;
  /** The promo server whose place it took. */
  readonly makegoodFor: CertifiedServer | null;
}

export interface CertificateSeal {
  /** SHA-256 of the head. */
  readonly head: string;
  readonly root: string;
  readonly keyId: string;
  /** DER of SubjectPublicKeyInfo, in hex. */
  readonly publicKey: string;
  /** Ed25519, in hex. */
  readonly signature: string;
}

export interface Certificate {
  readonly head: CertificateHead;
  readonly exposures: readonly CertificateRow[];
  readonly seal: CertificateSeal;
}

/** The hash of one receipt; bound to its promotion, so that it proves nothing in another certificate. */
export function leafOf(sha256: Sha256, promotionId: string, row: CertificateRow): Uint8Array {
  const text = canonicalJson(row as unknown as JsonValue);
  return sha256(utf8(`frolic-exposure-v1|${promotionId}|${text}`));
}

export function headHash(sha256: Sha256, head: CertificateHead): string {
  return toHex(sha256(utf8(`${certificateKind}|${canonicalJson(head as unknown as JsonValue)}`)));
}

export function rootOf(
  sha256: Sha256,
  promotionId: string,
  rows: readonly CertificateRow[],
): string {
  return toHex(
    merkleRoot(
      sha256,
      rows.map((row) => leafOf(sha256, promotionId, row)),
    ),
  );
}

/** What is signed: `frolic-certificate-v1|head|root`, as UTF-8. */
export function sealMessage({ head, root }: Pick<CertificateSeal, "head" | "root">): Uint8Array {
  return utf8(`${certificateKind}|${head}|${root}`);
}

export const rowsBegin = '"exposures":[';
export const rowsEnd = "],";

export function headLine(head: CertificateHead): string {
  return `{"head":${canonicalJson(head as unknown as JsonValue)},`;
}

export function rowLine(sha256: Sha256, promotionId: string, row: CertificateRow): string {
  const leaf = toHex(leafOf(sha256, promotionId, row));
  return canonicalJson({ ...row, leaf } as unknown as JsonValue);
}

export function sealLine(seal: CertificateSeal): string {
  return `"seal":${canonicalJson(seal as unknown as JsonValue)}}`;
}

export function certificateText(sha256: Sha256, { head, exposures, seal }: Certificate): string {
  const rows = exposures.map((row, index) => {
    const comma = index < exposures.length - 1 ? "," : "";
    return `${rowLine(sha256, head.promotionId, row)}${comma}`;
  });
  return [headLine(head), rowsBegin, ...rows, rowsEnd, sealLine(seal), ""].join("\n");
}
