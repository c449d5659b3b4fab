// The witness: every win, appended and synced to a file of this worker before the batch commits. It outlives a
// restore of Postgres to an earlier moment, the one case in which a coupon already shown would be free again. A
// line whose commit failed afterwards is harmless; a win without a line cannot be.

import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "#lib/platform/node-digest.ts";

export interface WitnessedWin {
  readonly gameId: string;
  readonly playId: string;
  readonly couponId: number;
}

export interface Witness {
  /** Resolves when the lines are on the disk. */
  record(wins: readonly WitnessedWin[]): Promise<void>;
  close(): Promise<void>;
}

const genesis = "0".repeat(64);

/** A line is `hash gameId playId couponId`; the hash covers the hash before it, so that no line can be left out. */
function lineOf(
  previous: string,
  win: WitnessedWin,
): { readonly hash: string; readonly text: string } {
  const fact = `${win.gameId} ${win.playId} ${win.couponId}`;
  const bytes = sha256(Buffer.from(`frolic-witness-v1|${previous}|${fact}`));
  const hash = Buffer.from(bytes).toString("hex");
  return { hash, text: `${hash} ${fact}\n` };
}

/** Opens a file of its own in `folder`: two workers never write to one. */
export async function openWitness(folder: string, workerId: string): Promise<Witness> {
  await mkdir(folder, { recursive: true });
  const file = await open(join(folder, `${workerId}.witness`), "ax", 0o600);
  let synced = { hash: genesis, bytes: 0 };
  let waiting: WitnessedWin[] = [];
  let flushing: Promise<void> | undefined;
  let last: Promise<void> | undefined;

  // Wins that come while the disk is busy go with the next sync together. A write that failed may have left half a
  // line: it is cut off first, and the chain goes on from the last line that is known to be there.
  const flush = async (before: Promise<void> | undefined) => {
    await before;
    flushing = undefined;
    let { hash } = synced;
    let text = "";
    for (const win of waiting.splice(0)) {
      const line = lineOf(hash, win);
      hash = line.hash;
      text += line.text;
    }
    await file.truncate(synced.bytes);
    await file.appendFile(text);
    await file.datasync();
    synced = { hash, bytes: synced.bytes + Buffer.byteLength(text) };
  };

  return {
    record: (wins) => {
      waiting = waiting.concat(wins);
      if (!flushing) {
        flushing = flush(last?.catch(() => undefined));
        last = flushing;
      }
      return flushing;
    },
    close: async () => {
      await last?.catch(() => undefined);
      await file.close();
    },
  };
}

/** A witness whose file is made with its first line: for duties that seldom have any. */
export function lazyWitness(folder: string, name: string): Witness {
  let opened: Promise<Witness> | undefined;
  const open = () => {
    opened ??= openWitness(folder, name).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    record: async (wins) => {
      if (wins.length > 0) await (await open()).record(wins);
    },
    close: async () => await (await opened?.catch(() => undefined))?.close(),
  };
}

/** Every win the files of a folder name. Throws with file and line where a chain does not hold. */
export async function readWitness(folder: string): Promise<WitnessedWin[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".witness")).sort();
  const wins: WitnessedWin[] = [];
  for (const name of names) {
    let previous = genesis;
    const lines = (await readFile(join(folder, name), "utf8")).split("\n");
    // What follows the last line break is a line that a crash cut short: its batch never committed.
    for (const [index, text] of lines.slice(0, -1).entries()) {
      const [hash = "", gameId = "", playId = "", couponId = ""] = text.split(" ");
      const win = { gameId, playId, couponId: Number(couponId) };
      if (lineOf(previous, win).hash !== hash)
        throw new Error(`${name}, line ${index + 1}: changed`);
      previous = hash;
      wins.push(win);
    }
  }
  return wins;
}
