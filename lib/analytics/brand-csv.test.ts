import { describe, expect, it } from "vitest";
import { hourCsv, lineCsv } from "#lib/analytics/brand-csv.ts";
import type { BrandLine, BrandReport } from "#lib/analytics/contract.ts";

const at = (iso: string) => Date.parse(iso);
const line: BrandLine = {
  ...{ prizeId: "z", prizeName: "Coffee", campaignId: "c", campaignName: "Weekend" },
  ...{ gameId: "g", gameName: "Reel", gameState: "live", timeZone: "Europe/Berlin" },
  ...{ budget: 10, won: 4, issued: 3, redeemed: 1, left: 6 },
  startsMs: at("2026-11-20T17:00:00Z"),
  endsMs: at("2026-11-22T21:00:00Z"),
  runOutMs: at("2026-11-22T11:30:00Z"),
};
const report = (given: Partial<BrandReport>): BrandReport => ({
  nowMs: at("2026-11-21T12:00:00Z"),
  totals: line,
  lines: [],
  byHour: [],
  ...given,
});
const lastRow = (text: string) => text.trimEnd().split("\r\n").at(-1);

describe("the file of a brand's lines", () => {
  it("gives state and times as the page does", () => {
    expect(lastRow(lineCsv(report({ lines: [line] })))).toBe(
      "Weekend,Reel,Coffee,live,10,4,3,1,6,2026-11-20T18:00:00+01:00,2026-11-22T22:00:00+01:00,2026-11-22T12:30:00+01:00,Europe/Berlin",
    );
  });

  it.each([
    ["sold out", { left: 0 }],
    ["ended", { gameState: "ended", endsMs: at("2026-11-21T11:00:00Z") }],
  ])("names no run-out of a line that is %s", (state, change) => {
    const cells = lastRow(lineCsv(report({ lines: [{ ...line, ...change }] })))?.split(",") ?? [];
    expect([cells[3], cells[11]]).toEqual([state, ""]);
  });
});

describe("the file of a brand's chart", () => {
  it("is by the reader's clock, named in the head", () => {
    const byHour = [{ atMs: at("2026-11-20T23:00:00Z"), plays: 5, wins: 1 }];
    expect(hourCsv(report({ byHour }), "Europe/Berlin")).toBe(
      "hour (Europe/Berlin),plays,wins\r\n2026-11-21T00:00:00+01:00,5,1\r\n",
    );
  });

  it("gives days of that clock for long spans", () => {
    const byHour = ["2026-11-01T23:00:00Z", "2026-11-20T22:00:00Z"].map((iso) => ({
      ...{ atMs: at(iso), plays: 1, wins: 0 },
    }));
    expect(hourCsv(report({ byHour }), "Europe/Berlin")).toBe(
      "day (Europe/Berlin),plays,wins\r\n2026-11-02,1,0\r\n2026-11-20,1,0\r\n",
    );
  });
});
