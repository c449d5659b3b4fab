import { readRequestText } from "#lib/http/shared/request-text.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Reads JSON of at most `limit` bytes. */
export async function readJsonBody(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError("bad_request", { details: "Send the body as application/json." });
  }
  const text = await readRequestText(request, limit);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad_request", { details: "The body is not valid JSON.", cause });
  }
}
