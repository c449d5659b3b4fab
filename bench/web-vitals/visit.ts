// One visit of a new player: opens the page on a slow line with a slow processor, turns the sound on, pulls, wins.
// The figures come from the browser's own observers, summed as web-vitals sums them.

import type { Browser, CDPSession, Page } from "@playwright/test";

/** Lighthouse's slow 4G, as its throttling of the browser applies it, and a phone of the middle class. */
const line = { latency: 562.5, downloadThroughput: 184_000, uploadThroughput: 84_000 };
const cpuSlowdown = 4;
/** Browsers do not tell of quicker events. */
const observedFromMs = 16;
const pullButton = "go";

export interface Weights {
  readonly requests: number;
  readonly document: number;
  readonly script: number;
  readonly style: number;
  readonly font: number;
}

export interface Measures {
  readonly lcpMs: number;
  readonly cls: number;
  /** What moved and by how much, for the one who has to find out why. */
  readonly moved: readonly string[];
  readonly tbtMs: number;
  /** Longest event of every interaction, from the input to the next frame. */
  readonly interactionsMs: readonly number[];
  /** The same of the pull alone. */
  readonly pullMs: number;
  readonly beforePull: Weights;
  readonly afterWin: Weights;
}

interface Observed {
  fcpMs: number;
  lcpMs: number;
  cls: number;
  moved: string[];
  longTasks: { startMs: number; ms: number }[];
  events: { id: number; ms: number; target: string }[];
}

/** Runs in the page, before anything of the page does. */
function observe(): void {
  const seen: Observed = { fcpMs: 0, lcpMs: 0, cls: 0, moved: [], longTasks: [], events: [] };
  Object.assign(window, { frolicVitals: seen });
  // Shifts count in windows of at most five seconds with gaps under one; the worst window is the figure.
  const shifts = { sum: 0, firstMs: 0, lastMs: 0 };
  const on = (type: string, read: (entry: PerformanceEntry) => void, rest = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(read)).observe({
      type,
      buffered: true,
      ...rest,
    });
  on("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") seen.fcpMs = startTime;
  });
  on("largest-contentful-paint", ({ startTime }) => {
    seen.lcpMs = startTime;
  });
  on("longtask", ({ startTime: startMs, duration: ms }) => {
    seen.longTasks.push({ startMs, ms });
  });
  on("layout-shift", (entry) => {
    const { value, hadRecentInput, startTime, sources } = entry as PerformanceEntry & {
      readonly value: number;
      readonly sources: readonly { readonly node: Node | null }[];
      readonly hadRecentInput: boolean;
    };
    if (hadRecentInput) return;
    const isNext = startTime - shifts.lastMs < 1_000 && startTime - shifts.firstMs < 5_000;
    Object.assign(shifts, isNext ? {} : { sum: 0, firstMs: startTime }, { lastMs: startTime });
    shifts.sum += value;
    for (const { node } of sources) {
      const name = node instanceof Element ? `${node.tagName}.${node.className}` : node?.nodeName;
      seen.moved.push(`${value.toFixed(3)} ${name} at ${Math.round(startTime)} ms`);
    }
    seen.cls = Math.max(seen.cls, shifts.sum);
  });
  const readEvent = (entry: PerformanceEntry) => {
    const { interactionId, duration, target } = entry as PerformanceEventTiming & {
      readonly interactionId?: number;
    };
    if (!interactionId) return;
    const name = target instanceof Element ? target.className : "";
    seen.events.push({ id: interactionId, ms: duration, target: name });
  };
  on("event", readEvent, { durationThreshold: 16 });
}

function weigh(session: CDPSession) {
  const kinds = new Map<string, string>();
  const bytes: Record<string, number> = {};
  let requests = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  session.on("Network.requestWillBeSent", () => {
    requests += 1;
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "Other";
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
  });
  return (): Weights => ({
    requests,
    document: bytes.Document ?? 0,
    script: bytes.Script ?? 0,
    style: bytes.Stylesheet ?? 0,
    font: bytes.Font ?? 0,
  });
}

const read = (page: Page): Promise<Observed> =>
  page.evaluate(() => (window as unknown as { frolicVitals: Observed }).frolicVitals);

export async function measureVisit(browser: Browser, url: string): Promise<Measures> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", { offline: false, ...line });
    await session.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
    const weights = weigh(session);
    await page.addInitScript(observe);
    await page.goto(url, { timeout: 60_000 });
    await page.waitForLoadState("networkidle");
    const beforePull = weights();
    // What was loading is loaded: as a tool that waits for quiet would, judge the way to here.
    const loaded = await read(page);
    const blocking = loaded.longTasks.filter(({ startMs }) => startMs >= loaded.fcpMs);
    const tbtMs = blocking.reduce((sum, { ms }) => sum + Math.max(0, ms - 50), 0);

    await page.getByRole("button", { name: "Sound off" }).tap();
    await page.getByRole("button", { name: "Pull", exact: true }).tap();
    await page.getByRole("article").waitFor({ timeout: 60_000 });
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Save coupon" }).tap();
    await page.getByRole("img", { name: /^QR code of/ }).waitFor({ timeout: 30_000 });
    const after = await read(page);
    const interactions = new Map<number, { ms: number; isPull: boolean }>();
    for (const { id, ms, target } of after.events) {
      const known = interactions.get(id);
      const longest = Math.max(known?.ms ?? 0, ms);
      interactions.set(id, { ms: longest, isPull: known?.isPull || target === pullButton });
    }
    const told = [...interactions.entries()].sort(([a], [b]) => a - b).map(([, each]) => each);
    return {
      lcpMs: loaded.lcpMs,
      cls: after.cls,
      moved: after.moved,
      tbtMs,
      interactionsMs: told.map(({ ms }) => ms),
      // The same button keeps the coupon later: the first use of it is the pull.
      pullMs: told.find(({ isPull }) => isPull)?.ms ?? observedFromMs,
      beforePull,
      afterWin: weights(),
    };
  } finally {
    await context.close();
  }
}
