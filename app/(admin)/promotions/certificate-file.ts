import "server-only";
import { sign } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { publishedKey, signingKey } from "#lib/plays/sign-heads.ts";
import { type CertificateSigner, issueCertificate } from "#lib/promotions/certificate.ts";

/** The key that signs the chains of plays: its public half stands on every fairness page. */
function certificateSigner(masterSecret: string): CertificateSigner {
  const { privateKey } = signingKey(masterSecret);
  return {
    ...publishedKey(masterSecret),
    sign: (message) => sign(null, message, privateKey),
  };
}

/** The exposure certificate of a promotion, as a file to keep and to verify. */
export async function certificateFile(
  { env, database }: Runtime,
  actor: Actor,
  publicId: string,
): Promise<Response> {
  const promotionId = fromPublicId("prm", publicId);
  if (!promotionId) throw new AppError("promotion_not_found");
  const deps = {
    sql: database.sql,
    signer: certificateSigner(env.FROLIC_SECRET),
    baseUrl: env.BASE_URL.replace(/\/$/, ""),
  };
  const { text } = await issueCertificate(deps, actor, { promotionId });
  return new Response(text, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="frolic-certificate-${publicId}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
