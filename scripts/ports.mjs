// Choosing TCP ports on the loopback address.
import net from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Whether nobody listens on this port, on any address. */
export function isPortFree(port, host) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, ...(host ? { host } : {}), exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}

/** A port the operating system names as free. It may be taken by the time it is used: retry then. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * The wanted port when it is free, else the next free one above it, else any.
 * `replaced` tells whether the wish could not be met, so that the caller can say so.
 */
export async function choosePort(wanted, { tries = 50, isFree = isPortFree } = {}) {
  for (let step = 0; step < tries && wanted + step <= 65_535; step++) {
    if (await isFree(wanted + step)) return { port: wanted + step, replaced: step > 0 };
  }
  return { port: await freePort(), replaced: true };
}

/** What is said of a port that could not be had, or nothing. */
export function replacedWords(name, wanted, port) {
  return port === wanted ? undefined : `${name}: port ${wanted} is busy, using ${port}`;
}

/** The ports of the product's own processes, one above the other. Says which of them are not the ones expected. */
export async function chooseProductPorts({ wanted, say, isFree = isPortFree }) {
  const ports = {};
  let next = wanted;
  for (const name of ["gateway", "web", "worker"]) {
    const { port } = await choosePort(next, { isFree });
    const words = replacedWords(name, next, port);
    if (words) say(words);
    ports[name] = port;
    next = port + 1;
  }
  return ports;
}

/**
 * The ports a server tries to start at, one after the other: the wanted one, then any. With `keepPort` the wanted one
 * alone, with a pause before each further try: for a server whose clients hold its address.
 * @param {{ port?: number, keepPort?: boolean, tries?: number, pauseMs?: number }} options
 */
export async function* portsToTry({ port, keepPort = false, tries = 4, pauseMs = 250 }) {
  for (let attempt = 0; attempt < tries; attempt++) {
    if (keepPort && attempt > 0) await delay(pauseMs);
    yield port && (keepPort || attempt === 0) ? port : await freePort();
  }
}

/** What is said when none of them would do. */
export function portWords({ port, keepPort }) {
  if (!port || !keepPort) return "did not start";
  return `did not start again at port ${port}, and no other was tried: whoever runs knows it by this address`;
}
