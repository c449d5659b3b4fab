import { expect, test } from "vitest";
import { keepStore, openStore } from "#scripts/stack/stores.mjs";
import { waitFor } from "#scripts/stores/process.mjs";

/** A store that ends when it is told to, and whose starts may fail. */
function fakeStore(failing: readonly number[]) {
  const starts: object[] = [];
  let die = () => {};
  const start = async (at: { port: number }) => {
    starts.push(at);
    if (failing.includes(starts.length)) throw new Error("it is held");
    const exited = new Promise<string>((resolve) => {
      die = () => resolve("SIGKILL");
    });
    return {
      url: `store://${at.port}`,
      version: "1",
      pid: 1,
      port: at.port,
      exited,
      stop: async () => true,
    };
  };
  return { starts, start, die: () => die() };
}

test("a store that ends comes back at its port alone, also when that fails at first", async () => {
  const { starts, start, die } = fakeStore([2]);
  const said: string[] = [];
  let changes = 0;
  const onChange = () => {
    changes++;
  };
  const say = (text: string) => said.push(text);
  const store = await keepStore({ name: "Postgres", start, port: 4_000, say, onChange });
  die();
  await waitFor(() => changes > 0, { timeoutMs: 30_000 });
  const again = { port: 4_000, keepPort: true };
  expect(starts).toEqual([{ port: 4_000 }, again, again]);
  expect(store.url).toBe("store://4000");
  expect(said.filter((text) => text.includes("it is held"))).toHaveLength(1);
  expect(said.at(-1)).toBe("Postgres is back");
  await store.stop();
});

test("a store whose port is busy says where it serves instead, and one that has its own says nothing of it", async () => {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const onChange = () => undefined;
  const open = async (name: string, busy: number, start = fakeStore([]).start) => {
    const isFree = async (port: number) => port !== busy;
    const store = await openStore({ name, start, wanted: 4_000, say, onChange, isFree });
    await store.stop();
  };
  await open("Postgres", 4_000);
  await open("Redis", 5_000);
  // Taken by somebody else between looking and listening.
  await open("Redis", 0, async () => await fakeStore([]).start({ port: 4_100 }));
  expect(said).toEqual([
    "Postgres: port 4000 is busy, using 4001",
    "Postgres 1 is up",
    "Redis 1 is up",
    "Redis: port 4000 is busy, using 4100",
    "Redis 1 is up",
  ]);
});
