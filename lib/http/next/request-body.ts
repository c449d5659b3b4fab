import { AppError } from "#lib/platform/errors.ts";

/**
 * Reads JSON, never more than `limit` bytes: a declared length is believed only to refuse, and the stream is cut
 * as soon as it runs over.
 */
export async function readJsonBody(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError("bad_request", { details: "Send the body as application/json." });
  }
  const text = await readText(request, limit);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad_request", { details: "The body is not valid JSON.", cause });
  }
}

async function readText(request: Request, limit: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(limit: number): AppError {
  return new AppError("payload_too_large", { details: `The limit is ${limit} bytes.` });
}
