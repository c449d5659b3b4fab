// The public log of a small game that had a rebuild, a pause, refused wins, a coupon taken back and a void.

import type { PacerConfigInput } from "#lib/pacing/pacer-config.ts";
import { GameInMemory } from "#lib/testing/game-in-memory.ts";

export interface LogFixture {
  readonly lines: readonly string[];
  readonly text: string;
  /** Number of the line, from 1, that has the row of an ordinal. */
  readonly lineOfRow: (k: number) => number;
  readonly rows: number;
  readonly voided: string;
}

/** A game of `plays` plays and two brands, with something of everything between its batches. */
export function playedLog(plays = 60, pacing: Partial<PacerConfigInput> = {}): LogFixture {
  const game = new GameInMemory({
    duration: 3600,
    brands: [{ budget: 9, playerCap: 1 }, { budget: 7 }],
    userCap: 2,
    expectedPlays: plays,
    ...pacing,
  });
  const arrivals = Array.from({ length: plays }, (_, i) => ({
    t: (i * 3000) / plays,
    player: `player ${i % Math.ceil(plays / 2)}`,
  }));
  const part = (from: number, to: number) => arrivals.slice((from * plays) / 6, (to * plays) / 6);
  const first = game.batch(part(0, 1));
  game.rebuild();
  const second = game.batch(part(1, 2));
  game.sign();
  game.pause(part(1, 2).at(-1)?.t ?? 0, 60);
  const third = game.batch(part(2, 3));
  const won = [...second, ...third, ...first].find(({ coupon }) => coupon !== undefined);
  if (won) game.takeBack(won);
  game.countPlays();
  game.batch(part(3, 5), 1);
  const voided = game.voidPlay();
  game.batch(part(5, 6));
  game.close(1);
  game.reveal();
  game.sign();
  const lines = game.lines();
  const rowLines = lines.flatMap((line, i) => (line.startsWith('{"is":"row"') ? [i + 1] : []));
  return {
    lines,
    text: `${lines.join("\n")}\n`,
    lineOfRow: (k) => rowLines[k - 1] ?? 0,
    rows: rowLines.length,
    voided,
  };
}
