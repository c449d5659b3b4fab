import sharp from "sharp";
import { AppError } from "#lib/platform/errors.ts";

const bytesMax = 5 * 1024 * 1024;
const pixelsMax = 25_000_000;
const sideMax = 256;

/** What the first bytes say; a file's name and declared type prove nothing. */
export function imageKind(bytes: Uint8Array): "png" | "jpeg" | "webp" | undefined {
  const starts = (at: number, ...signature: readonly number[]) =>
    signature.every((byte, index) => bytes[at + index] === byte);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  if (starts(0, 0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return "webp";
  return undefined;
}

/**
 * The picture drawn anew as a PNG of at most 256 px: metadata, scripts in disguise and whatever else stood in
 * the file do not survive. No SVG: it is a document, not a picture.
 */
export async function encodeLogo(bytes: Uint8Array): Promise<Buffer> {
  const kind = imageKind(bytes);
  if (!kind || bytes.length > bytesMax) throw new AppError("logo_invalid");
  try {
    const image = sharp(bytes, { limitInputPixels: pixelsMax, failOn: "error", animated: false });
    if ((await image.metadata()).format !== kind) throw new AppError("logo_invalid");
    return await image
      .rotate()
      .resize(sideMax, sideMax, { fit: "inside", withoutEnlargement: true })
      .png({ compressionLevel: 9 })
      .toBuffer();
  } catch (error) {
    throw new AppError("logo_invalid", { cause: error });
  }
}
