import { once } from "node:events";
import http from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { AppError } from "#lib/platform/errors.ts";
import { checkHealth } from "#lib/platform/health.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import type { PlayDesk } from "#lib/plays/submit-play.ts";

export interface GatewayMetrics {
  readonly registry: Registry;
  /** How long after revealAt a result left for its player. */
  readonly lateness: Histogram;
  /** Counts an answer of the play API. */
  answered(status: number): void;
  /** The same desk, each play counted and timed on its way: sockets and HTTP alike. */
  measured(desk: PlayDesk): PlayDesk;
}

/** A code of the product's own list; all else is one word, so that no label is made of what a caller sent. */
function outcomeOf(error: unknown): string {
  return error instanceof AppError ? error.code : "failed";
}

/** Counts by one label. The child of each value is looked up once: finding it costs more than counting. */
function countBy<L extends string>(counter: Counter<L>): (value: string) => void {
  const children = new Map<string, Counter.Internal>();
  return (value) => {
    const child = children.get(value) ?? counter.labels(value);
    children.set(value, child);
    child.inc();
  };
}

function measurePlays(registers: Registry[]): (desk: PlayDesk) => PlayDesk {
  const plays = new Counter({
    name: "frolic_plays_total",
    help: "Plays handed in, by what became of them: accepted, or the code of the refusal",
    labelNames: ["outcome"] as const,
    registers,
  });
  const count = countBy(plays);
  const intakeMs = new Histogram({
    name: "frolic_intake_ms",
    help: "Milliseconds from a play's arrival to its commit",
    buckets: [2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000],
    registers,
  });
  return (desk) => ({
    ...desk,
    submit: async (caller, request) => {
      const startedMs = performance.now();
      try {
        const receipt = await desk.submit(caller, request);
        intakeMs.observe(performance.now() - startedMs);
        count("accepted");
        return receipt;
      } catch (error) {
        count(outcomeOf(error));
        throw error;
      }
    },
  });
}

export function createGatewayMetrics(gauges: {
  readonly waiting: () => number;
  readonly sockets: () => number;
}): GatewayMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("frolic_reveals_waiting", "Plays held for their reveal time", gauges.waiting);
  gauge("frolic_sockets", "Open player and staff sockets", gauges.sockets);
  const answers = new Counter({
    name: "frolic_play_api_answers_total",
    help: "Answers of the play API by status",
    labelNames: ["status"] as const,
    registers,
  });
  const countAnswer = countBy(answers);
  return {
    registry,
    answered: (status) => countAnswer(String(status)),
    measured: measurePlays(registers),
    lateness: new Histogram({
      name: "frolic_reveal_lateness_ms",
      help: "Milliseconds from revealAt to the push",
      buckets: [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000],
      registers,
    }),
  };
}

/** Figures and full health for operators, on ports that are not published. Ports that are the same share a server. */
export async function startPrivateServers(
  runtime: Runtime,
  metrics: GatewayMetrics,
): Promise<{ close(): Promise<void> }> {
  const { HEALTH_PORT, METRICS_PORT } = runtime.env;
  const ports = new Set([HEALTH_PORT, METRICS_PORT].filter((port) => port !== undefined));
  const answer = async (path: string): Promise<{ status: number; type: string; body: string }> => {
    if (path === "/metrics") {
      const { registry } = metrics;
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    }
    if (!path.startsWith("/health")) return { status: 404, type: "text/plain", body: "" };
    const report = await checkHealth(runtime);
    const isGood = path === "/health" ? report.status === "ok" : report.status !== "down";
    return { status: isGood ? 200 : 503, type: "application/json", body: JSON.stringify(report) };
  };
  const servers = [...ports].map((port) =>
    http
      .createServer((request, response) => {
        answer(request.url ?? "/").then(
          ({ status, type, body }) =>
            response.writeHead(status, { "content-type": type }).end(body),
          () => response.writeHead(500).end(),
        );
      })
      .listen(port),
  );
  await Promise.all(servers.map((server) => once(server, "listening")));
  return {
    close: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
