import { once } from "node:events";
import { createServer } from "node:http";
import type { Registry } from "prom-client";

export interface HealthServer {
  close(): Promise<void>;
}

const healthPaths = ["/health/live", "/health/ready", "/healthz"];

/** Health for supervisors and balancers, without internals; `/metrics` for Prometheus. */
export async function startHealth(
  port: number,
  registry: Registry,
  isReady: () => boolean,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (healthPaths.includes(request.url ?? "")) {
      response.writeHead(isReady() ? 200 : 503).end(isReady() ? "ok\n" : "stopping\n");
    } else if (request.url === "/metrics") {
      void registry.metrics().then(
        (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(port);
  await once(server, "listening");
  return {
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
