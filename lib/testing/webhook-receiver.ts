// A receiver of webhooks over real HTTP: it keeps what came and answers as it is told.

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Ids of the messages, in the order they came. */
  ids(): string[];
  /** How to answer from here on. */
  answer(how: (response: ServerResponse, message: Received) => void): void;
  close(): Promise<void>;
}

export async function startReceiver(host = "127.0.0.1"): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let how = (response: ServerResponse, _message: Received): void => {
    response.writeHead(200).end("thanks");
  };
  const listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const message = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(message);
      how(response, message);
    });
  }).listen(0, host);
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  return {
    url: `http://${host}:${port}/hook`,
    port,
    received,
    ids: () => received.map(({ headers }) => String(headers["webhook-id"])),
    answer: (next) => {
      how = next;
    },
    close: async () => {
      listener.close();
      listener.closeAllConnections();
      await once(listener, "close");
    },
  };
}
