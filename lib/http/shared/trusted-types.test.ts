import { expect, test } from "vitest";
import { trustedMarkup, trustedScriptAddress } from "#lib/http/shared/trusted-types.ts";

const page = "https://play.example/campaigns?q=x";

test.each(["/_next/static/chunks/a.js", "https://play.example/_next/static/chunks/a.js?dpl=1"])(
  "a part of the build is loaded: %s",
  (address) => expect(trustedScriptAddress(address, page)).toBe(address),
);

test.each([
  ...["https://elsewhere.example/_next/static/a.js", "//elsewhere.example/_next/static/a.js"],
  ...["/_next/static/../../api/imports/1/rejected.csv", "/_next/static/%2e%2e/%2e%2e/x.js"],
  ...[
    "/api/plays",
    "/_next/image?url=x",
    "javascript:alert(1)",
    "data:text/javascript,1",
    "blob:x",
  ],
  ...["https://play.example:444/_next/static/a.js", "http://play.example/_next/static/a.js"],
  ...["https://play.example@elsewhere.example/_next/static/a.js", "https://[", ""],
])("nothing else is: %s", (address) => expect(trustedScriptAddress(address, page)).toBeNull());

test("markup is what nothing comes of, to the letter", () => {
  expect([trustedMarkup(""), trustedMarkup("<script></script>")]).not.toContain(null);
  for (const text of [" ", "<b>x</b>", "<img src=x onerror=alert(1)>", "<script>1</script>"]) {
    expect(trustedMarkup(text)).toBeNull();
  }
});
