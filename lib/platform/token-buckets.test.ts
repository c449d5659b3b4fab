import { describe, expect, it } from "vitest";
import { networkOf } from "#lib/platform/network-address.ts";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";

describe("token buckets", () => {
  const limit = { burst: 10, perS: 1 };

  it("lets the burst through and then one a second", () => {
    const buckets = createTokenBuckets();
    const takes = Array.from({ length: 100 }, () => buckets.take("a", limit, 0));
    expect(takes.filter((waitMs) => waitMs === 0)).toHaveLength(10);
    expect(takes.at(-1)).toBe(1000);
    expect(buckets.take("a", limit, 999)).toBeGreaterThan(0);
    expect(buckets.take("a", limit, 1000)).toBe(0);
    expect(buckets.take("b", limit, 1000)).toBe(0);
  });

  it("never grows past its bound", () => {
    const buckets = createTokenBuckets(100);
    for (let key = 0; key < 1000; key++) buckets.take(String(key), limit, key);
    expect(buckets.size).toBeLessThanOrEqual(100);
  });

  it("forgets nobody who keeps asking, however many others come", () => {
    const buckets = createTokenBuckets(100);
    for (let n = 0; n < 10; n++) buckets.take("eager", limit, 0);
    for (let other = 0; other < 1000; other++) {
      buckets.take(String(other), limit, 0);
      expect(buckets.take("eager", limit, 0)).toBeGreaterThan(0);
    }
  });
});

describe("networkOf", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:1:2::9", "2001:db8:1:2::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("counts %s as %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
