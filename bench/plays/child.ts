import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface Child<Hello = unknown> {
  /** What it said when it was ready. */
  readonly hello: Hello;
  readonly process: ChildProcess;
  /** Sends a message and waits for the next answer. */
  ask<T>(message: unknown): Promise<T>;
  send(message: unknown): void;
  end(): Promise<void>;
}

/** What `npm start` gives the gateway and the worker. */
const nodeFlags = process.env.BENCH_NODE_FLAGS?.split(" ") ?? [];
const profiling = ["--cpu-prof", "--cpu-prof-dir=dist/profiles"];

/** Starts dist/bench/plays/<name>.process.mjs, and waits until it says that it is ready. */
export async function startChild<Hello = unknown>(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Child<Hello>> {
  const file = new URL(`./plays/${name}.process.mjs`, import.meta.url);
  const child = fork(file, [], {
    env: { ...process.env, NODE_ENV: "production", ...env },
    execArgv: [...nodeFlags, ...(process.env.BENCH_PROFILE === name ? profiling : [])],
    stdio: ["ignore", process.env.LOG_LEVEL ? "inherit" : "ignore", "inherit", "ipc"],
  });
  // Each question waits for an exit beside its answer.
  child.setMaxListeners(0);
  const answer = async <T>() => {
    const [value] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => {
        throw new Error(`${name} ended with ${code}`);
      }),
    ]);
    return value as T;
  };
  const hello = await answer<Hello>();
  return {
    hello,
    process: child,
    ask: async (message) => {
      const next = answer();
      child.send(message as string);
      return (await next) as never;
    },
    send: (message) => {
      child.send(message as string);
    },
    end: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}
