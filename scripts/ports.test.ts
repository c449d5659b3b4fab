import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { choosePort, isPortFree } from "#scripts/ports.mjs";

const busy = (...ports: number[]) => {
  return async (port: number) => !ports.includes(port);
};

test("a free port is taken as wanted", async () => {
  expect(await choosePort(3000, { isFree: busy() })).toEqual({ port: 3000, replaced: false });
});

test("a busy port is replaced by the next free one, and that is told", async () => {
  const isFree = busy(3000, 3001);
  expect(await choosePort(3000, { isFree })).toEqual({ port: 3002, replaced: true });
});

test("no port above the highest is ever asked for", async () => {
  const asked: number[] = [];
  const isFree = async (port: number) => {
    asked.push(port);
    return false;
  };
  const { port, replaced } = await choosePort(65_534, { isFree });
  expect(asked).toEqual([65_534, 65_535]);
  expect(port).toBeGreaterThan(0);
  expect(replaced).toBe(true);
});

test("a port somebody listens on is not free, also when they listen on loopback alone", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const address = holder.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect(await isPortFree(port)).toBe(false);
  holder.close();
  await once(holder, "close");
  expect(await isPortFree(port)).toBe(true);
});
