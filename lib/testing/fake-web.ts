import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { freePort } from "#lib/testing/stores.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What stands behind the gateway in place of web, and does what the test says. */
export interface FakeWeb {
  readonly url: string;
  handler: Handler;
  /** How many asked for another protocol. */
  upgrades: number;
  /** From here on each answer tells what was asked. */
  echo(): void;
  close(): void;
}

const echo: Handler = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ url: request.url, method: request.method, headers: request.headers }),
  );
};

export async function startFakeWeb(): Promise<FakeWeb> {
  const server = http.createServer((request, response) => web.handler(request, response));
  const port = await freePort();
  const web: FakeWeb = {
    url: `http://127.0.0.1:${port}`,
    handler: echo,
    upgrades: 0,
    echo: () => {
      web.handler = echo;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  server.on("upgrade", (_request, socket) => {
    web.upgrades++;
    socket.destroy();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return web;
}

/** A request on a connection of its own. */
export function request(base: string, path: string, options: http.RequestOptions = {}) {
  return http.request(new URL(path, base), { agent: false, ...options });
}
