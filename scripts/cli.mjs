// Runs a command of the product against the running stack:
//   npm run setup-token        npm run cli -- verify-audit
import { spawnSync } from "node:child_process";
import { stackEnv } from "./stack/stack.mjs";
import { loadEnvFile, masterSecret, runningProduct } from "./stack/state.mjs";
import { root, stateFolder } from "./stores/folders.mjs";

loadEnvFile();
const stateDir = stateFolder();
const running = runningProduct(stateDir);
if (!running?.stores && !process.env.DATABASE_URL) {
  console.error("Frolic is not running here. Start it with npm start, or set DATABASE_URL.");
  process.exit(1);
}
const env = running?.stores
  ? stackEnv({
      stores: running.stores,
      secret: masterSecret(stateDir),
      ports: running.ports,
      baseUrl: running.url,
      stateDir,
    })
  : process.env;
const args = ["--enable-source-maps", "dist/cli.mjs", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" });
process.exit(status ?? 1);
