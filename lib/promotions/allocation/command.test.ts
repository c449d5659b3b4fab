import { describe, expect, test } from "vitest";
import { randomNetwork } from "#bench/allocation/random-network.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { runAllocate } from "#lib/promotions/allocation/command.ts";

const servers = [
  { id: "a", weight: 1, cap: 2, region: "EU" },
  { id: "b", weight: 2, cap: 2, region: "US" },
  { id: "c", weight: 0.5, cap: 2 },
];
const promotions = [
  { id: "p", n: 2 },
  { id: "q", n: 1, regions: ["EU"] },
];
const instance = { servers, promotions, seed: 7 };

function run(args: string, files: Record<string, unknown> = {}) {
  const read = (path: string) => {
    const content = files[path];
    if (content === undefined) throw new Error("no such file");
    return typeof content === "string" ? content : JSON.stringify(content);
  };
  let ticks = 0;
  return runAllocate(args.split(" "), { read, clock: () => ticks++ });
}

function reportOf(file: unknown) {
  const { code, out, err } = run("--instance i.json --json", { "i.json": file });
  expect({ code, err, lines: out.split("\n").length }).toEqual({ code: 0, err: "", lines: 1 });
  return JSON.parse(out);
}

describe("the allocator's command", () => {
  test("prints what was asked for, and its placements can be given back to it", () => {
    const report = reportOf(instance);
    expect(report).toMatchObject({ exact: 1, shortfall: 0, overCap: 0, moved: 0, ms: 1 });
    expect(report.placements).toHaveLength(3);
    expect(report.placements).toContainEqual(["q", "a"]);
    const again = reportOf({ ...instance, previous: report.placements });
    expect(again.placements.sort()).toEqual(report.placements.sort());
    expect(again.moved).toBe(0);
    expect(reportOf(instance)).toEqual(report);
  });

  test("moves no more than was lost with a promo server", () => {
    const { servers: all, promotions: booked } = randomNetwork(
      { promotions: 400, servers: 60 },
      seeded(4),
    );
    const file = {
      servers: all.map(({ id, weight, cap }) => ({ id, weight, cap })),
      promotions: booked.map(({ id, n }) => ({ id, n })),
      seed: 1,
    };
    const { placements: previous } = reportOf(file);
    const gone = file.servers[5]?.id;
    const lost = previous.filter(([, id]: [string, string]) => id === gone).length;
    const kept = file.servers.filter(({ id }) => id !== gone);
    expect(lost).toBeGreaterThan(0);
    expect(reportOf({ ...file, servers: kept, previous })).toMatchObject({ exact: 1, moved: lost });
  });

  test("says what is short and why", () => {
    const report = reportOf({ ...instance, promotions: [{ id: "q", n: 2, regions: ["EU"] }] });
    expect(report).toMatchObject({ exact: 0, shortfall: 1 });
    expect(report.short).toEqual([
      {
        promotion: "q",
        missing: 1,
        fits: 1,
        reason: "Only 1 promo server fits its region (EU); 2 are booked.",
      },
    ]);
    const full = { ...instance, promotions: ["p", "q", "r"].map((id) => ({ id, n: 3 })) };
    const { short, closed } = reportOf(full);
    expect(short[0]?.reason).toContain("The 3 promo servers that fit it are full");
    expect(closed).toHaveLength(3);
  });

  test("gives ids back as they came, and prints a table without --json", () => {
    const file = {
      servers: [{ id: 1, weight: 1, cap: 1 }],
      promotions: [{ id: 9, n: 1 }],
      seed: 1,
    };
    expect(reportOf(file).placements).toEqual([[9, 1]]);
    const { out } = run("--instance i.json", { "i.json": file });
    expect(out).toMatch(/^placements +1\nexact +1\nshortfall +0\n/);
    expect(run("--help").out).toContain("--instance FILE");
    expect(reportOf({ servers: [], promotions: [], seed: 1 })).toMatchObject({ exact: 1 });
  });

  const without = (name: string) => ({ ...instance, [name]: undefined });
  const server = (change: object) => ({ ...instance, servers: [{ ...servers[0], ...change }] });
  const promotion = (change: object) => ({
    ...instance,
    promotions: [{ ...promotions[0], ...change }],
  });

  test.each([
    ["{", "i.json is not JSON."],
    [[], "i.json: the instance is not an object."],
    [without("servers"), "i.json: servers is not a list."],
    [without("promotions"), "i.json: promotions is not a list."],
    [without("seed"), "i.json: seed must be a number or text."],
    [{ ...instance, servers: [3] }, "i.json: servers[0] is not an object."],
    [server({ id: null }), "i.json: servers[0].id is not an id: text or a number."],
    [server({ weight: 0 }), "i.json: servers[0].weight must be a number above 0, not 0."],
    [server({ weight: "1" }), 'i.json: servers[0].weight must be a number above 0, not "1".'],
    [server({ cap: -1 }), "i.json: servers[0].cap must be a whole number of at least 0, not -1."],
    [server({ region: 3 }), "i.json: servers[0].region is not a name."],
    [
      promotion({ n: 1.5 }),
      "i.json: promotions[0].n must be a whole number of at least 0, not 1.5.",
    ],
    [promotion({ regions: "EU" }), "i.json: promotions[0].regions is not a list of names."],
    [
      { ...instance, servers: [servers[0], servers[0]] },
      "i.json: servers[1].id: a is there twice.",
    ],
    [{ ...instance, previous: {} }, "i.json: previous is not a list."],
    [{ ...instance, previous: [["p"]] }, "i.json: previous[0] is not a pair [promotion, server]."],
  ])("refuses a bad instance in words: %j", (file, sentence) => {
    const { code, out, err } = run("--instance i.json --json", { "i.json": file });
    expect({ code, out, err }).toEqual({ code: 2, out: "", err: `allocate: ${sentence}` });
  });

  test.each([
    ["--json", "--instance FILE is needed. --help tells what is in it."],
    ["--instance none.json", "none.json cannot be read."],
    ["--instance", "--instance needs a value."],
    ["--fast", 'unknown argument "--fast". --help lists them.'],
    ["--eps=2 --instance i.json", '--eps must be a number from 0 to 1, not "2".'],
    ["--strategy=best", '--strategy must be weighted or random, not "best".'],
  ])("refuses bad arguments in words: %s", (args, sentence) => {
    expect(run(args, { "i.json": instance })).toEqual({
      code: 2,
      out: "",
      err: `allocate: ${sentence}`,
    });
  });
});
