// Connections that post ads, one under way each: as fast as they are taken, or at a fixed rate.

import { connect, type Socket } from "node:net";
import { readAnswers } from "#bench/stack/http-answers.ts";
import { adBody } from "./ad-bodies.ts";

export interface LoadReport {
  readonly perS: number;
  readonly p99Ms: number;
  readonly statuses: Record<string, number>;
}

const [port = "0", key = "", connections = "0", seconds = "0", rate = "0"] = process.argv.slice(2);
const perS = Number(rate);
const latencies: number[] = [];
const statuses: Record<string, number> = {};
const from = performance.now();
let sent = 0;

/** Milliseconds until the next one may go; 0 without a rate. */
function waitMs(): number {
  return perS === 0 ? 0 : Math.max(0, from + (sent * 1_000) / perS - performance.now());
}

function post(socket: Socket): void {
  const body = adBody(sent++);
  socket.write(
    `POST /api/ads HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const connection = () =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1").setNoDelay(true).setEncoding("latin1");
    let sentAt = 0;
    const next = () => {
      if (performance.now() - from > Number(seconds) * 1_000) {
        socket.destroy();
        resolve();
        return;
      }
      setTimeout(() => {
        sentAt = performance.now();
        post(socket);
      }, waitMs());
    };
    socket.once("connect", next).once("error", reject);
    const onAnswer = (status: string) => {
      latencies.push(performance.now() - sentAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
      next();
    };
    socket.on("data", readAnswers(onAnswer) as (part: unknown) => void);
  });

await Promise.all(Array.from({ length: Number(connections) }, connection));
const took = (performance.now() - from) / 1_000;
latencies.sort((a, b) => a - b);
const report: LoadReport = {
  perS: (statuses["202"] ?? 0) / took,
  p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  statuses,
};
console.log(JSON.stringify(report));
