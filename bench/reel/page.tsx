// The machine alone in a page: what the benchmark of the reel drives. Bundled for the browser by bench/reel.ts.

import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Machine } from "#components/reel/machine.tsx";
import { driveMachine, type MachineDriver } from "#components/reel/machine-driver.ts";
import type { Triple } from "#components/reel/reel-plan.ts";

export interface ReelRun {
  readonly faces: Triple;
  /** When the result is known, from the pull, in the reel's own time. */
  readonly knownMs: number;
  /** When "Reveal now" is pressed; undefined for an untouched reel. */
  readonly hurryMs?: number;
}

export interface ReelMeasure {
  readonly shown: readonly (number | undefined)[];
  readonly ms: number;
}

export interface FrameMeasure {
  readonly p95Ms: number;
  readonly over34Share: number;
  readonly frames: number;
}

const landMs = 10_000;
let machines: HTMLElement[] = [];
let drivers: MachineDriver[] = [];
let rate = 1;

function mount(count: number, wantedRate: number): void {
  rate = wantedRate;
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const keys = Array.from({ length: count }, (_, index) => `machine-${index}`);
  flushSync(() => {
    createRoot(root).render(
      keys.map((key) => <Machine key={key} label={key} monogram="CR" faces={[1, 4, 7]} />),
    );
  });
  machines = [...document.querySelectorAll<HTMLElement>(".reels")];
  drivers = machines.map((machine) => driveMachine({ machine }, rate));
}

/** Which face stands in the middle of each window, measured on the screen and not asked of the reel. */
function shownFaces(machine: HTMLElement): (number | undefined)[] {
  return [...machine.querySelectorAll(".reel")].map((slot) => {
    const window = slot.getBoundingClientRect();
    const middle = window.top + window.height / 2;
    const face = [...slot.querySelectorAll<SVGElement>(".face")].find((each) => {
      const box = each.getBoundingClientRect();
      return Math.abs((box.top + box.bottom) / 2 - middle) < 1.5;
    });
    return face === undefined ? undefined : Number(face.dataset.face);
  });
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms / rate));

async function runOne(index: number, run: ReelRun): Promise<ReelMeasure> {
  const driver = drivers[index];
  const machine = machines[index];
  if (!driver || !machine) throw new Error(`there is no machine ${index}`);
  const startedAt = performance.now();
  driver.start({ landMs });
  if (run.hurryMs !== undefined) void sleep(run.hurryMs).then(() => driver.hurry());
  await sleep(run.knownMs);
  await driver.land(run.faces);
  return { shown: shownFaces(machine), ms: performance.now() - startedAt };
}

function measureFrames(): () => FrameMeasure {
  const deltas: number[] = [];
  let last: number | undefined;
  let on = true;
  const tick = (now: number) => {
    if (last !== undefined) deltas.push(now - last);
    last = now;
    if (on) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  return () => {
    on = false;
    // The first frames belong to the page and not to the reel.
    const sorted = deltas.slice(2).sort((a, b) => a - b);
    return {
      p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
      over34Share: sorted.filter((delta) => delta > 34).length / sorted.length,
      frames: sorted.length,
    };
  };
}

async function runFrames(run: ReelRun): Promise<ReelMeasure & FrameMeasure> {
  const stop = measureFrames();
  const measure = await runOne(0, run);
  return { ...measure, ...stop() };
}

const reelBench = {
  mount,
  runAll: (runs: readonly ReelRun[]) => Promise.all(runs.map((run, index) => runOne(index, run))),
  runFrames,
};
export type ReelBench = typeof reelBench;

Object.assign(window, { reelBench });
