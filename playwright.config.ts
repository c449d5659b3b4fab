import { defineConfig } from "@playwright/test";

const executablePath = process.env.FROLIC_CHROMIUM;
const isFull = process.env.FROLIC_FULL === "1";

export default defineConfig({
  testDir: "e2e",
  // One stack serves every journey, and two cores serve the stack.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: isFull ? 180_000 : 60_000,
  expect: { timeout: 10_000 },
  outputDir: "test-results",
  // Journeys marked @full are the long set.
  ...(isFull ? {} : { grepInvert: /@full/ }),
  reporter: [
    ["line"],
    ["json", { outputFile: process.env.FROLIC_E2E_REPORT ?? "test-results/report.json" }],
  ],
  use: {
    baseURL: process.env.BASE_URL ?? "http://localhost:3000",
    trace: "retain-on-failure",
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
    {
      name: "phone",
      // What a server gives away does not depend on the window.
      testIgnore: /access\.spec/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
    { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
  ],
});
