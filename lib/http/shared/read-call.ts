import type { ApiCall } from "#lib/http/shared/api-call.ts";
import { AppError } from "#lib/platform/errors.ts";

const bodyBytesMax = 64 * 1024;

export function isFormCall(call: ApiCall): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(call.header("content-type") ?? "");
}

/** The JSON body. Only with its content type: a form of another site cannot send that without being asked first. */
export async function readJsonCall(call: ApiCall): Promise<unknown> {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(call.header("content-type") ?? "")) {
    throw new AppError("bad_request", { details: "Send the body as application/json." });
  }
  const text = await call.readBody(bodyBytesMax);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad_request", { details: "The body is not valid JSON.", cause });
  }
}

export async function readFormCall(call: ApiCall): Promise<URLSearchParams> {
  return new URLSearchParams(await call.readBody(bodyBytesMax));
}
