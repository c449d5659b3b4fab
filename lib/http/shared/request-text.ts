import { AppError } from "#lib/platform/errors.ts";

/**
 * Reads a web Request's body, never more than `limit` bytes: a declared length is believed only to refuse, and the
 * stream is cut as soon as it runs over.
 */
export async function readRequestText(request: Request, limit: number): Promise<string> {
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
