import type { ServerResponse } from "node:http";
import { checkHealth } from "#lib/platform/health.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

export interface GatewayHealth {
  /** Answers health addresses; false for any other. */
  serve(response: ServerResponse, path: string): boolean;
  /** Readiness off: balancers send no more. */
  drain(): void;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** Strangers learn whether to come back, nothing else. */
export function createGatewayHealth(runtime: Runtime): GatewayHealth {
  let isDraining = false;
  const answer = async (response: ServerResponse, isReady: (status: string) => boolean) => {
    const { status, timestamp } = await checkHealth(runtime);
    const isGood = !isDraining && isReady(status);
    send(response, isGood ? 200 : 503, { status: isDraining ? "draining" : status, timestamp });
  };
  return {
    serve: (response, path) => {
      if (path === "/health/live") send(response, 200, { status: "ok" });
      // Without Redis plays are still taken, so a balancer goes on sending them.
      else if (path === "/health/ready") void answer(response, (status) => status !== "down");
      else if (path === "/health") void answer(response, (status) => status === "ok");
      else return false;
      return true;
    },
    drain: () => {
      isDraining = true;
    },
  };
}
