import { sign } from "node:crypto";
import { publishedKey, signingKey } from "#lib/plays/sign-heads.ts";
import type { CertificateSigner } from "#lib/promotions/certificate.ts";

/** One key of the installation signs chains of plays and certificates: whoever noted it can check both. */
export function certificateSigner(masterSecret: string): CertificateSigner {
  const { privateKey } = signingKey(masterSecret);
  return {
    ...publishedKey(masterSecret),
    sign: (message) => sign(null, message, privateKey),
  };
}
