import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import {
  choosePort,
  chooseProductPorts,
  isPortFree,
  portsToTry,
  portWords,
} from "#scripts/ports.mjs";

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

test("the processes take ports one above the other, and each that is replaced is said", async () => {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const free = { gateway: 3000, web: 3001, worker: 3002 };
  expect(await chooseProductPorts({ wanted: 3000, say, isFree: busy() })).toEqual(free);
  expect(said).toEqual([]);
  const isFree = busy(3000, 3002, 3004);
  const others = { gateway: 3001, web: 3003, worker: 3005 };
  expect(await chooseProductPorts({ wanted: 3000, say, isFree })).toEqual(others);
  expect(said).toEqual([
    "gateway: port 3000 is busy, using 3001",
    "web: port 3002 is busy, using 3003",
    "worker: port 3004 is busy, using 3005",
  ]);
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

async function tried(options: { port?: number; keepPort?: boolean }) {
  const ports: number[] = [];
  for await (const port of portsToTry({ ...options, pauseMs: 0 })) ports.push(port);
  return ports;
}

test("a server that starts takes another port when its own is of no use, one that comes back never", async () => {
  const [first, ...others] = await tried({ port: 3000 });
  expect([first, others.length, others.includes(3000)]).toEqual([3000, 3, false]);
  const back = { port: 3000, keepPort: true };
  expect(await tried(back)).toEqual([3000, 3000, 3000, 3000]);
  expect(portWords(back)).toContain("port 3000");
  expect(portWords({ port: 3000, keepPort: false })).toBe("did not start");
});
