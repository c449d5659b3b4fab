// Does the reel land on the server's faces, in its time and without stutter? Drives the product's own machine in
// a real Chromium:  npm run bench -- reel --no-build [--json] [--quick]

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { findChromium } from "#scripts/checks/chromium.mjs";
import type { ReelBench, ReelRun } from "./reel/page.tsx";

const landings = 300;
const machinesAtOnce = 10;
const fastRate = 20;
const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");
const realRuns = isQuick ? 2 : 10;
const cpuSlowdown = 4;

const say = (line: string) => (isJson ? console.error(line) : console.log(line));
const between = (low: number, high: number) => low + Math.random() * (high - low);
const face = () => Math.floor(Math.random() * 10);

/** Wins, losses, early and late results, hurried and untouched reels. */
function randomRun(): ReelRun {
  const faces = Math.random() < 0.3 ? ([9, 9, 9] as const) : ([face(), face(), face()] as const);
  const knownMs = between(0, 12_000);
  return Math.random() < 0.4
    ? { faces, knownMs, hurryMs: knownMs + between(0, 2_000) }
    : { faces, knownMs };
}

async function pageSource(): Promise<string> {
  const bundled = await build({
    entryPoints: ["bench/reel/page.tsx"],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const css = await readFile("components/reel/reel.css", "utf8");
  const tokens =
    "body{--night:#1a1030;--enamel:#b9290f;--face:#fff6e0;--bulb:#ffc02e;--face-height:120px;--display:sans-serif;width:390px;margin:0}";
  const script = bundled.outputFiles[0]?.text.replaceAll("</script", "<\\/script") ?? "";
  return `<!doctype html><meta charset="utf-8"><style>${tokens}${css}</style><body></body><script>${script}</script>`;
}

type BenchWindow = Window & { readonly reelBench: ReelBench };

async function benchLandings(page: Page): Promise<number> {
  await page.evaluate(
    ([count, rate]) => (window as unknown as BenchWindow).reelBench.mount(count, rate),
    [machinesAtOnce, fastRate] as const,
  );
  let right = 0;
  for (let done = 0; done < landings; done += machinesAtOnce) {
    const runs = Array.from({ length: machinesAtOnce }, randomRun);
    const measures = await page.evaluate(
      (given) => (window as unknown as BenchWindow).reelBench.runAll(given),
      runs,
    );
    for (const [index, { shown }] of measures.entries()) {
      const wanted = runs[index]?.faces.join();
      if (shown.join() === wanted) right += 1;
      else say(`wanted ${wanted}, shown ${shown.join()}: ${JSON.stringify(runs[index])}`);
    }
  }
  return right;
}

async function benchRealRuns(page: Page) {
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => (window as unknown as BenchWindow).reelBench.mount(1, 1));
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
  const measures = [];
  for (let run = 0; run < realRuns; run++) {
    const given: ReelRun = { faces: [face(), face(), face()], knownMs: between(5_000, 8_000) };
    const measure = await page.evaluate(
      (one) => (window as unknown as BenchWindow).reelBench.runFrames(one),
      given,
    );
    say(
      `${(measure.ms / 1000).toFixed(2)} s, frame p95 ${measure.p95Ms.toFixed(1)} ms, ${measure.frames} frames`,
    );
    measures.push(measure);
  }
  const lengths = measures.map(({ ms }) => ms / 1000);
  const frames = measures.reduce((sum, measure) => sum + measure.frames, 0);
  return {
    realRuns,
    shortestS: Math.min(...lengths),
    longestS: Math.max(...lengths),
    frameP95Ms: Math.max(...measures.map(({ p95Ms }) => p95Ms)),
    over34Share:
      measures.reduce((sum, measure) => sum + measure.over34Share * measure.frames, 0) / frames,
  };
}

const html = await pageSource();
const server = createServer((_, response) => {
  response.setHeader("content-type", "text/html");
  response.end(html);
}).listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("no port");

const executablePath = await findChromium();
if (!executablePath) throw new Error("no Chromium: install one or set FROLIC_CHROMIUM");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`http://127.0.0.1:${address.port}/`);
  const landingsRight = await benchLandings(page);
  say(`${landingsRight} of ${landings} landings right`);
  const real = await benchRealRuns(page);
  console.log(JSON.stringify({ landings, landingsRight, ...real }));
} finally {
  await browser.close();
  server.close();
}
