// Short-lived helpers of a script (npm, next build), so that a stop request can end them.
import { endProcess } from "../stores/process.mjs";

const active = new Set();

/** Remembers a child until it ends. */
export function track(child) {
  active.add(child);
  const forget = () => active.delete(child);
  child.once("exit", forget);
  child.once("error", forget);
  return child;
}

/** Asks all of them to end, at once; answers when they have. */
export async function endTracked() {
  await Promise.all([...active].map(({ pid }) => endProcess(pid)));
}
