import { expect, it } from "vitest";
import { isAdsHotCall } from "#lib/http/shared/ads-api.ts";

const ad = `ad_${"0".repeat(26)}`;

it.each([
  ["POST", "/ads"],
  ["POST", "/api/ads"],
  ["GET", `/api/ads/${ad}`],
])("leaves %s %s to the gateway", (method, path) => {
  expect(isAdsHotCall(method, path)).toBe(true);
});

it.each([
  ["PATCH", `/api/ads/${ad}`],
  ["POST", `/api/ads/${ad}/review`],
  ["POST", `/api/ads/${ad}/cancel`],
  ["POST", "/api/ads/bulk"],
  ["GET", `/api/ads/${ad}/webhook`],
  ["GET", "/api/ads"],
  ["GET", "/ads"],
  ["GET", "/ads.txt"],
  ["GET", "/ad-desk"],
])("leaves %s %s to web, which may change ads", (method, path) => {
  expect(isAdsHotCall(method, path)).toBe(false);
});
