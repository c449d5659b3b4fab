// Choosing TCP ports on the loopback address.
import net from "node:net";

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
