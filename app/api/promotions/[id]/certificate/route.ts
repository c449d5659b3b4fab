import { z } from "zod";
import { idParam } from "#app/api/id-param.ts";
import { route } from "#lib/http/next/route.ts";
import { certificatePage } from "#lib/http/shared/certificate-page.ts";
import { certificateSigner } from "#lib/http/shared/certificate-signer.ts";
import { issueCertificate } from "#lib/promotions/certificate.ts";

const query = z.object({ format: z.enum(["json", "html"]).default("json") });

/** The signed file, or with ?format=html the page of it. Staff get any promotion's, a brand its own. */
export const GET = route(
  { auth: "userOrKey", scope: "reports:read", query },
  async ({ actor, params, query: { format }, runtime, request }) => {
    const promotionId = idParam("prm", params.id, "promotion_not_found");
    const { certificate, text } = await issueCertificate(
      {
        sql: runtime.database.sql,
        signer: certificateSigner(runtime.env.FROLIC_SECRET),
        baseUrl: runtime.env.BASE_URL,
      },
      actor,
      { promotionId },
    );
    if (format === "html") return certificatePage(certificate, new URL(request.url).pathname);
    return new Response(text, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="frolic-certificate-${promotionId.slice(0, 8)}.json"`,
        "x-content-type-options": "nosniff",
      },
    });
  },
);
