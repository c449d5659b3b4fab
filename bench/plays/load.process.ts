// 256 connections that post plays, one under way each, every play by a player of its own from an address of its
// own. Speaks HTTP by hand: the load shares the machine with what it measures and has to be cheap.

import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { readAnswers } from "#bench/stack/http-answers.ts";
import { createPlayerTokens } from "#lib/identity/player-token.ts";

export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly gameId: string;
  readonly campaignId: string;
  readonly secret: string;
  readonly connections: number;
  /** The same load before the clock starts: a server that has just started compiles while it serves. */
  readonly warmUpS: number;
  readonly seconds: number;
}

export interface LoadReport {
  readonly perS: number;
  readonly p99Ms: number;
  readonly statuses: Record<string, number>;
}

function requestText(order: LoadOrder, token: string, n: number): string {
  const body = `{"playId":"${randomUUID()}","gameId":"${order.gameId}"}`;
  const from = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  return (
    `POST ${order.path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
    `authorization: Bearer ${token}\r\nx-forwarded-for: ${from}\r\n` +
    `content-length: ${body.length}\r\n\r\n${body}`
  );
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const tokens = createPlayerTokens(order.secret, () => Date.now());
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const from = performance.now() + order.warmUpS * 1_000;
  const isOver = () => performance.now() - from > order.seconds * 1_000;
  let n = 0;
  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(order.port, "127.0.0.1").setNoDelay(true).setEncoding("latin1");
      let sentAt = 0;
      const send = () => {
        n += 1;
        const { token } = tokens.mint(order.campaignId, randomUUID());
        sentAt = performance.now();
        socket.write(requestText(order, token, n));
      };
      socket.once("connect", send).once("error", reject);
      socket.on(
        "data",
        readAnswers((status) => {
          const now = performance.now();
          if (now >= from) {
            latencies.push(now - sentAt);
            statuses[status] = (statuses[status] ?? 0) + 1;
          }
          if (isOver()) {
            socket.destroy();
            resolve();
          } else send();
        }) as (part: unknown) => void,
      );
    });
  await Promise.all(Array.from({ length: order.connections }, connection));
  const seconds = (performance.now() - from) / 1_000;
  latencies.sort((a, b) => a - b);
  return {
    perS: (statuses["202"] ?? 0) / seconds,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
    statuses,
  };
}

process.on("message", (order) => {
  void run(order as LoadOrder).then((report) => process.send?.(report));
});
process.send?.({ ready: true });
