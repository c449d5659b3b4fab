// Short-lived helpers of a script (npm, next build), so that a stop request can end them.
const active = new Set();

/** Remembers a child until it ends. */
export function track(child) {
  active.add(child);
  const forget = () => active.delete(child);
  child.once("exit", forget);
  child.once("error", forget);
  return child;
}

export function endTracked() {
  for (const child of active) child.kill("SIGTERM");
}
