import { describe, expect, it } from "vitest";
import { RecentMap } from "#lib/platform/recent-map.ts";

describe("recent map", () => {
  it("holds the last half of its bound and never more than the bound", () => {
    const map = new RecentMap<number, number>(100);
    for (let key = 0; key < 1_025; key++) {
      map.set(key, key * 2);
      expect(map.size).toBeLessThanOrEqual(100);
    }
    for (let key = 975; key < 1_025; key++) expect(map.get(key)).toBe(key * 2);
    expect(map.get(0)).toBeUndefined();
  });

  it("keeps a key that is in use, and its newest value", () => {
    const map = new RecentMap<string, number>(10);
    map.set("used", 1);
    for (let other = 0; other < 1_000; other++) {
      map.set(`other ${other}`, other);
      expect(map.get("used")).toBe(other === 0 ? 1 : other - 1);
      map.set("used", other);
    }
  });

  it("works with room for one", () => {
    const map = new RecentMap<string, string>(1);
    map.set("a", "A");
    map.set("b", "B");
    expect(map.get("b")).toBe("B");
  });
});
