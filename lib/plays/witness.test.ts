import { randomUUID } from "node:crypto";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWitness, readWitness } from "#lib/plays/witness.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "frolic-witness-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const win = (couponId: number) => ({ gameId: randomUUID(), playId: randomUUID(), couponId });

async function soleFile(): Promise<string> {
  const [name = ""] = await readdir(folder);
  return join(folder, name);
}

describe("the witness of wins", () => {
  it("keeps every line of records that come at once, in order", async () => {
    const witness = await openWitness(folder, "a");
    const wins = Array.from({ length: 50 }, (_, index) => win(index + 1));
    await Promise.all(wins.map((each) => witness.record([each])));
    await witness.close();
    expect(await readWitness(folder)).toEqual(wins);
  });

  it("has the line on disk when record() resolves", async () => {
    const witness = await openWitness(folder, "a");
    const one = win(7);
    await witness.record([one]);
    expect(await readFile(await soleFile(), "utf8")).toContain(one.playId);
    await witness.close();
  });

  it("names the line that was changed, and the one after a line that was taken out", async () => {
    const witness = await openWitness(folder, "a");
    await witness.record([win(1), win(2), win(3)]);
    await witness.close();
    const path = await soleFile();
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/ 2\n/, " 4\n"));
    await expect(readWitness(folder)).rejects.toThrow("line 2");
    await writeFile(path, text.split("\n").toSpliced(0, 1).join("\n"));
    await expect(readWitness(folder)).rejects.toThrow("line 1");
  });

  it("leaves out a line that a crash cut short", async () => {
    const witness = await openWitness(folder, "a");
    const one = win(1);
    await witness.record([one]);
    await witness.close();
    await appendFile(await soleFile(), "00ff half a li");
    expect(await readWitness(folder)).toEqual([one]);
  });

  it("gives two workers two files and refuses to share one", async () => {
    const witness = await openWitness(folder, "a");
    await expect(openWitness(folder, "a")).rejects.toThrow(/EEXIST/);
    await witness.close();
  });
});
