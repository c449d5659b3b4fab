import { certificateFile } from "#app/(admin)/promotions/certificate-file.ts";
import { route } from "#lib/http/next/route.ts";

export const GET = route({ auth: "staff" }, ({ actor, params, runtime }) =>
  certificateFile(runtime, actor, params.id ?? ""),
);
