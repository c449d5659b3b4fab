import { describe, expect, it } from "vitest";
import { isSocketOriginAllowed } from "#workers/gateway/socket-origin.ts";

describe("socket origin", () => {
  const facts = {
    host: "192.0.2.5:3000",
    baseUrl: "https://play.example",
    embedDomains: new Set(["shop.example", "*.partner.example"]),
  };

  it.each([
    [undefined, true],
    ["https://play.example", true],
    ["http://192.0.2.5:3000", true],
    ["https://shop.example", true],
    ["https://a.partner.example", true],
    ["https://partner.example", false],
    ["https://evilpartner.example", false],
    ["https://evil.example", false],
    ["http://play.example", false],
    ["https://play.example.evil.example", false],
    ["null", false],
    ["", false],
  ])("from %s: %s", (origin, allowed) => {
    expect(isSocketOriginAllowed({ ...facts, origin })).toBe(allowed);
  });
});
