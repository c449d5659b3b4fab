// Runs one command against throw-away Postgres and Redis:
//   node scripts/with-stores.mjs -- npx vitest run --project int
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { startThrowawayStores } from "./stores/throwaway.mjs";

const args = process.argv.slice(2);
const command = args[0] === "--" ? args.slice(1) : args;
if (command.length === 0) {
  console.error("Usage: node scripts/with-stores.mjs -- <command> [arguments]");
  process.exit(2);
}

let child;
let asked;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    asked = name;
    child?.kill(name);
  });
}

const stores = await startThrowawayStores({ say: (text) => console.error(`redis: ${text}`) });
let code = 1;
try {
  if (!asked) {
    child = spawn(command[0], command.slice(1), {
      stdio: "inherit",
      env: { ...process.env, ...stores.env },
    });
    // The command is ended too when this process is killed.
    if (child.pid) stores.record([child.pid]);
    code = await new Promise((resolve) => {
      child.once("error", (error) => {
        console.error(`${command[0]}: ${error.message}`);
        resolve(127);
      });
      child.once("exit", (exitCode, signal) => {
        resolve(signal ? 128 + (constants.signals[signal] ?? 0) : (exitCode ?? 1));
      });
    });
  }
} finally {
  await stores.stop();
}
process.exit(code);
