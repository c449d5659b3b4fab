import { describe, expect, it } from "vitest";
import { isStoreDown, isStoreFault, isTransient } from "#lib/platform/store-failure.ts";

const withCode = (code: string) => Object.assign(new Error("failed"), { code });

describe("failures of a store", () => {
  it.each(["ECONNREFUSED", "CONNECTION_CLOSED", "57P01", "08006", "53200", "53400", "58030"])(
    "%s means not there",
    (code) => {
      expect(isStoreDown(withCode(code))).toBe(true);
      expect(isStoreFault(withCode(code))).toBe(true);
    },
  );

  it.each(["40P01", "57014", "XX000", "F0000", "42501", "42P01", "42703", "42883"])(
    "%s is a fault of the installation, and the store is still there",
    (code) => {
      expect(isStoreDown(withCode(code))).toBe(false);
      expect(isStoreFault(withCode(code))).toBe(true);
    },
  );

  it.each(["P0001", "22P02", "23514", "42601"])("%s may be the fault of a row", (code) => {
    expect(isStoreFault(withCode(code))).toBe(false);
  });

  it("sees nothing in an error without a code, and no class in a driver's word", () => {
    expect(isStoreFault(new Error("undefined is not a function"))).toBe(false);
    expect(isStoreFault(withCode("F0REIGN_WORD"))).toBe(false);
    expect(isTransient(withCode("23505"))).toBe(false);
  });
});
