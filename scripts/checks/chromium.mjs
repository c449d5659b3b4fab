// A real Chromium for the end-to-end tests, without asking anybody to install one.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { hasApt, libraryFolders, unpackPackages } from "../stores/apt.mjs";
import { cacheFolders, onPath, root, writableCache } from "../stores/folders.mjs";

// The one without a window system first: a fresh context costs it a tenth of the processor time.
const PACKAGES = ["chromium-headless-shell", "chromium"];
const NAMES = [
  ...PACKAGES,
  ...["chromium-browser", "google-chrome-stable", "google-chrome", "chrome"],
];

/** The version a browser reports, or undefined when it does not run (as a snap's stub does). */
export function chromiumVersion(bin) {
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 };
  const { status, stdout } = spawnSync(bin, ["--version"], options);
  return status === 0 ? /\d+(\.\d+)+/.exec(stdout)?.[0] : undefined;
}

function usable(bin) {
  return bin && fs.existsSync(bin) && chromiumVersion(bin) ? bin : undefined;
}

async function playwrightOwn() {
  const { chromium } = await import("@playwright/test");
  return usable(chromium.executablePath());
}

/** What is there without downloading: the variable, PATH, the caches, Playwright's own. */
export async function findChromium() {
  const places = [
    process.env.FROLIC_CHROMIUM,
    ...NAMES.map(onPath),
    ...cacheFolders().map((folder) => path.join(folder, "chromium", "run")),
  ];
  for (const place of places) if (usable(place)) return place;
  return await playwrightOwn().catch(() => undefined);
}

function installAsRoot() {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const options = { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", timeout: 600_000 };
  // A broken third-party source must not spoil the rest; the installation is the judge.
  spawnSync("apt-get", ["update", "-q"], options);
  const install = ["install", "-y", "-q", "--no-install-recommends", "fonts-liberation"];
  let said = "";
  for (const name of PACKAGES) {
    const result = spawnSync("apt-get", [...install, name], options);
    if (result.status === 0) return;
    said = result.stderr;
  }
  throw new Error(said || "apt-get install chromium failed");
}

// An unpacked browser looks for its libraries and fonts where they would have been installed.
function writeLauncher(tree) {
  const fonts = path.join(tree, "fonts.conf");
  fs.writeFileSync(
    fonts,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${path.join(tree, "usr/share/fonts")}</dir>
  <cachedir>${path.join(tree, "font-cache")}</cachedir>
</fontconfig>
`,
  );
  const folder = path.join(tree, "usr/lib/chromium");
  const bin = PACKAGES.map((name) => path.join(folder, name)).find((file) => fs.existsSync(file));
  const launcher = path.join(tree, "run");
  fs.writeFileSync(
    launcher,
    `#!/bin/sh
export LD_LIBRARY_PATH="${libraryFolders(tree).join(":")}"
export FONTCONFIG_FILE="${fonts}"
exec "${bin}" "$@"
`,
    { mode: 0o755 },
  );
  return launcher;
}

async function unpack(say) {
  const target = path.join(writableCache(), "chromium");
  let refused;
  for (const name of PACKAGES) {
    try {
      await unpackPackages({ packages: [name, "fonts-liberation"], target, say });
      const bin = usable(writeLauncher(target));
      if (bin) return bin;
    } catch (error) {
      refused = error;
    }
  }
  if (refused) throw refused;
}

async function download() {
  const cli = path.join(root, "node_modules", "playwright", "cli.js");
  const options = { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", timeout: 600_000 };
  const result = spawnSync(process.execPath, [cli, "install", "chromium"], options);
  if (result.status !== 0) throw new Error(result.stderr || "playwright install chromium failed");
  return await playwrightOwn();
}

/** The path of a Chromium that runs: found, else the platform's package, else a download. */
export async function provideChromium({ say = () => {} } = {}) {
  const found = await findChromium();
  if (found) return found;
  const tried = [];
  const ways = [
    hasApt() && process.getuid?.() === 0 && (() => installAsRoot()),
    hasApt() && (async () => await unpack(say)),
    async () => await download(),
  ].filter(Boolean);
  for (const way of ways) {
    say("Chromium is missing, getting it");
    try {
      const bin = (await way()) ?? (await findChromium());
      if (bin) return bin;
    } catch (error) {
      tried.push(error.message.trim().split("\n").slice(-3).join("\n"));
    }
  }
  throw new Error(`No Chromium. Install one, or set FROLIC_CHROMIUM.\n${tried.join("\n")}`);
}
