import { describe, expect, it } from "vitest";
import { forwardedFacts, headersForWeb } from "#workers/gateway/forwarded.ts";

const spoofed = {
  host: "play.example",
  "x-forwarded-for": "6.6.6.6, 7.7.7.7",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-real-ip": "6.6.6.6",
  "x-middleware-subrequest": "middleware",
  cookie: "a=b",
};

describe("forwarded headers", () => {
  it("believes nobody by default", () => {
    const options = { trustProxy: false, baseUrl: "http://play.example" };
    const facts = forwardedFacts(spoofed, "192.0.2.1", options);
    expect(facts).toEqual({ address: "192.0.2.1", host: "play.example", proto: "http" });
    expect(headersForWeb(spoofed, facts, "r1")).toEqual({
      host: "play.example",
      cookie: "a=b",
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-host": "play.example",
      "x-forwarded-proto": "http",
      "x-request-id": "r1",
    });
  });

  it("believes the last word of a trusted proxy only", () => {
    const options = { trustProxy: true, baseUrl: "http://play.example" };
    const facts = forwardedFacts(spoofed, "10.0.0.1", options);
    expect(facts).toEqual({ address: "7.7.7.7", host: "evil.example", proto: "https" });
    expect(headersForWeb(spoofed, facts, "r1")["x-real-ip"]).toBeUndefined();
  });

  it("takes the scheme of the configured address when nobody says", () => {
    const options = { trustProxy: true, baseUrl: "https://play.example" };
    expect(forwardedFacts({ host: "h" }, undefined, options)).toEqual({
      address: "unknown",
      host: "h",
      proto: "https",
    });
  });
});
