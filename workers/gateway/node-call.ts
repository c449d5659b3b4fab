import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from "node:http";
import type { ApiAnswer, ApiCall } from "#lib/http/shared/api-call.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { ForwardedFacts } from "#workers/gateway/forwarded.ts";

export interface NodeCallFacts {
  readonly path: string;
  readonly search: string;
  readonly forwarded: ForwardedFacts;
  readonly requestId: string;
}

/** A Node request as the play API sees it. */
export function nodeCall(
  request: IncomingMessage,
  response: ServerResponse,
  facts: NodeCallFacts,
): ApiCall {
  return new NodeCall(request, response, facts);
}

// A class for its getters' sake. In an object literal each getter is a closure that V8 keeps in a hidden class of this
// one object: hidden classes are old from birth, so every request lived on until the next full collection, and the
// gateway spent a tenth of its time moving the dead.
class NodeCall implements ApiCall {
  readonly method: string;
  readonly path: string;
  readonly address: string;
  readonly isHttps: boolean;
  readonly requestId: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #facts: NodeCallFacts;
  #query: URLSearchParams | undefined;
  #signal: AbortSignal | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, facts: NodeCallFacts) {
    this.method = request.method ?? "GET";
    this.path = facts.path;
    this.address = facts.forwarded.address;
    this.isHttps = facts.forwarded.proto === "https";
    this.requestId = facts.requestId;
    this.#request = request;
    this.#response = response;
    this.#facts = facts;
  }

  // Made when asked for: most calls need neither.
  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#facts.search);
    return this.#query;
  }

  get signal(): AbortSignal {
    this.#signal ??= abortOnClose(this.#response);
    return this.#signal;
  }

  header(name: string): string | undefined {
    if (name === "x-forwarded-host") return this.#facts.forwarded.host;
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(",") : value;
  }

  readBody(limit: number): Promise<string> {
    return readBody(this.#request, limit);
  }
}

function abortOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once("close", () => {
    if (!response.writableEnded) controller.abort();
  });
  return controller.signal;
}

function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(new AppError("payload_too_large"));
    });
    request.on("end", () => {
      const [only] = chunks;
      const body = only && chunks.length === 1 ? only : Buffer.concat(chunks);
      resolve(body.toString("utf8"));
    });
    request.on("error", reject);
    request.on("aborted", () => reject(new AppError("bad_request")));
  });
}

export function writeAnswer(response: ServerResponse, answer: ApiAnswer, requestId: string): void {
  if (response.destroyed || response.headersSent) return;
  const headers: (string | number | readonly string[])[] = [];
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? "");
  headers.push("content-length", Buffer.byteLength(answer.body), "x-request-id", requestId);
  headers.push("x-content-type-options", "nosniff");
  // An answer written before the body was read whole leaves bytes on the line that nobody will read.
  if (!response.req.complete) headers.push("connection", "close");
  // A flat list is written as it is; an object would be copied into the response's own headers first.
  response.writeHead(answer.status, headers as OutgoingHttpHeader[]);
  response.end(answer.body);
}
