import { defineConfig } from "@playwright/test";

const executablePath = process.env.FROLIC_CHROMIUM;
const isFull = process.env.FROLIC_FULL === "1";

export default defineConfig({
  testDir: "e2e",
  // One stack serves every journey and two cores serve the stack, but a journey waits half of its time: for reels, for
  // decisions, for the clock. So more than there are cores.
  // Journeys of one file follow each other unless the file says that its journeys are strangers.
  workers: 4,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Generous on purpose: a busy machine is slow, not wrong.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  outputDir: "test-results",
  // Journeys marked @full are the long set.
  ...(isFull ? {} : { grepInvert: /@full/ }),
  reporter: [
    ["line"],
    ["json", { outputFile: process.env.FROLIC_E2E_REPORT ?? "test-results/report.json" }],
  ],
  use: {
    baseURL: process.env.BASE_URL ?? "http://localhost:3000",
    // Recording every journey to keep those that fail costs a third of the short set's time.
    // `node scripts/e2e.mjs <spec> --trace on` records one.
    trace: isFull ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    // There is one first admin, and no other journey may have made people before.
    { name: "first", testMatch: /setup\.spec/, use: { viewport: { width: 1280, height: 800 } } },
    // Players come by phone and marketers by desktop; the long set walks every journey on both. What a server gives
    // away does not depend on the window.
    {
      name: "phone",
      dependencies: ["first"],
      testIgnore: isFull
        ? /(access|bot-api|setup)\.spec/
        : /(access|admin[a-z0-9-]*|ads|bot-api|network|rehearsal|setup|webhooks)\.spec/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
    {
      name: "desktop",
      dependencies: ["first"],
      testIgnore: isFull ? /setup\.spec/ : /(player[a-z-]*|setup|verify)\.spec/,
      use: { viewport: { width: 1280, height: 800 } },
    },
  ],
});
