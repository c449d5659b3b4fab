import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeLogo } from "#lib/campaigns/brand-logo.ts";

const picture = (format: "png" | "jpeg" | "webp" | "gif") =>
  sharp({ create: { width: 600, height: 300, channels: 3, background: "#B9290F" } })
    .toFormat(format)
    .toBuffer();

describe("a logo", () => {
  it.each(["png", "jpeg", "webp"] as const)("of %s becomes a small PNG", async (format) => {
    const bytes = await encodeLogo(await picture(format));
    const { format: made, width, height } = await sharp(bytes).metadata();
    expect([made, width, height]).toEqual(["png", 256, 128]);
  });

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  it.each([
    ["SVG", Buffer.from(svg)],
    [
      "SVG behind a PNG signature",
      Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from(svg)]),
    ],
    ["HTML", Buffer.from("<!doctype html><p>")],
    ["nothing", Buffer.alloc(0)],
    ["half a JPEG signature", Buffer.from([0xff, 0xd8])],
  ])("of %s is refused", async (_name, bytes) => {
    await expect(encodeLogo(bytes)).rejects.toMatchObject({ code: "logo_invalid" });
  });

  it("of GIF is refused although it could be read", async () => {
    await expect(encodeLogo(await picture("gif"))).rejects.toMatchObject({ code: "logo_invalid" });
  });

  it("keeps nothing that was hidden behind the picture", async () => {
    const polyglot = Buffer.concat([
      await picture("png"),
      Buffer.from("<script>alert(1)</script>"),
    ]);
    expect((await encodeLogo(polyglot)).includes("script")).toBe(false);
  });
});
