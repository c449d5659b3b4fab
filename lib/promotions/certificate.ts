import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso } from "#lib/platform/iso-time.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import {
  type Certificate,
  type CertificateHead,
  type CertificateRow,
  certificateKind,
  certificateText,
  headHash,
  rootOf,
  sealMessage,
} from "#lib/promotions/certificate-text.ts";
import { findCertified, listCertifiedRows } from "#lib/promotions/store-certificate.ts";

/** The installation's key, which signs the heads of the chains of plays as well; its host hands it in. */
export interface CertificateSigner {
  readonly keyId: string;
  /** DER of SubjectPublicKeyInfo, in hex. */
  readonly spki: string;
  sign(message: Uint8Array): Uint8Array;
}

export interface CertificateDeps {
  readonly sql: Executor;
  readonly signer: CertificateSigner;
  readonly baseUrl: string;
}

export interface IssuedCertificate {
  readonly certificate: Certificate;
  /** As it is downloaded and verified. */
  readonly text: string;
}

/** Signs head and rows; the same rows at the same time give the same bytes. */
export function sealCertificate(
  signer: CertificateSigner,
  head: CertificateHead,
  exposures: readonly CertificateRow[],
): IssuedCertificate {
  const signed = {
    head: headHash(sha256, head),
    root: rootOf(sha256, head.promotionId, exposures),
  };
  const signature = Buffer.from(signer.sign(sealMessage(signed))).toString("hex");
  const seal = { ...signed, keyId: signer.keyId, publicKey: signer.spki, signature };
  const certificate = { head, exposures, seal };
  return { certificate, text: certificateText(sha256, certificate) };
}

/** What bots call their guilds may hold half a letter, of which no hash can be taken. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\uFFFD");

/**
 * Where a promotion ran: its billed exposures with their receipts, each on another promo server and never more than
 * were booked, signed. Staff get any, a brand its own. Names and ids of promo servers are in it, because that is
 * what is proven to who paid; it is not public.
 */
export async function issueCertificate(
  deps: CertificateDeps,
  actor: Actor,
  { promotionId }: { readonly promotionId: string },
): Promise<IssuedCertificate> {
  requirePermission(actor, "promotion", "read");
  const found = await findCertified(deps.sql, promotionId, brandScope(actor));
  if (!found) throw new AppError("promotion_not_found");
  const rows = await listCertifiedRows(deps.sql, promotionId);
  const exposures = rows.map(
    ({ makegoodForId, makegoodForName, ...row }): CertificateRow => ({
      ...row,
      name: wellFormed(row.name),
      postedAt: iso(row.postedAt),
      receivedAt: iso(row.receivedAt),
      makegoodFor:
        makegoodForId === null
          ? null
          : { promoServerId: makegoodForId, name: wellFormed(makegoodForName ?? "") },
    }),
  );
  const { isOver, unbilledPosts, unbilledServers, ...facts } = found;
  const missing = Math.max(0, facts.booked - exposures.length);
  const head: CertificateHead = {
    ...facts,
    is: certificateKind,
    issuer: deps.baseUrl,
    issuedAt: iso(facts.issuedAt),
    startsAt: iso(facts.startsAt),
    endsAt: iso(facts.endsAt),
    appName: wellFormed(facts.appName),
    brand: facts.brand === null ? null : wellFormed(facts.brand),
    state: missing === 0 ? "complete" : isOver ? "short" : "running",
    delivered: exposures.length,
    missing,
    makegoods: exposures.filter((row) => row.makegoodFor !== null).length,
    unbilled: { promoServers: unbilledServers, posts: unbilledPosts },
  };
  return sealCertificate(deps.signer, head, exposures);
}
