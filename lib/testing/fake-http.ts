import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  /** The body as it came. */
  readonly text: string;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface FakeHttp {
  readonly url: string;
  close(): Promise<void>;
}

/** Never answered: the connection stays open until one side ends it. */
export const noAnswer = Symbol("no answer");

/** A JSON API on loopback. */
export async function startFakeHttp(
  answer: (
    request: FakeRequest,
  ) => Promise<FakeAnswer | typeof noAnswer> | FakeAnswer | typeof noAnswer,
): Promise<FakeHttp> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", async () => {
      const text = Buffer.concat(chunks).toString();
      const url = new URL(incoming.url ?? "/", "http://fake");
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      const { method = "GET", headers } = incoming;
      const given = await answer({ method, url, headers, body, text });
      if (given === noAnswer) return;
      const json = given.body === undefined ? "" : JSON.stringify(given.body);
      outgoing.writeHead(given.status, { "content-type": "application/json", ...given.headers });
      outgoing.end(json);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
