import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  newNonce,
  noncePolicy,
  pagePolicy,
  scriptHashes,
} from "#workers/gateway/content-policy.ts";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("content policy of a page", () => {
  it("names each inline script once and leaves files alone", () => {
    const html =
      '<script src="/a.js" async=""></script><script>let a</script><SCRIPT id="x">\nlet b\n</SCRIPT><script>let a</script><script></script>';
    expect(scriptHashes(html)).toEqual([hash("let a"), hash("\nlet b\n")]);
    expect(pagePolicy(html, [])).toContain(
      `script-src 'self' ${hash("let a")} ${hash("\nlet b\n")};`,
    );
  });

  it("gives a page of one visitor a nonce of its own instead of a blanket permission", () => {
    const [nonce, other] = [newNonce(), newNonce()];
    expect(nonce).not.toBe(other);
    const script = noncePolicy(nonce, []).split("; ")[1];
    expect(script).toBe(`script-src 'self' 'nonce-${nonce}'`);
  });

  it("makes no code of text but by the one policy of the page", () => {
    for (const policy of [pagePolicy("", []), noncePolicy("x", [])]) {
      expect(policy).toContain("; require-trusted-types-for 'script'; trusted-types default; ");
    }
  });

  it("lets nobody frame a page but the sites that are named", () => {
    expect(pagePolicy("", [])).toContain("frame-ancestors 'none'");
    const sites = [
      "https://shop.example",
      "*.partner.example",
      "x.example; script-src *",
      "'self'",
    ];
    expect(noncePolicy("x", sites)).toMatch(
      /frame-ancestors https:\/\/shop\.example \*\.partner\.example$/,
    );
  });
});
