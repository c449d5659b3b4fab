import { certificateFile } from "#app/(admin)/promotions/certificate-file.ts";
import { route } from "#lib/http/next/route.ts";

/** Its own promotions' only: any other is not found. */
export const GET = route({ auth: "brand" }, ({ actor, params, runtime }) =>
  certificateFile(runtime, actor, params.id ?? ""),
);
