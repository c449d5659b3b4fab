// A request as the play API sees it, whichever host it came in by: the gateway's Node server or a route handler.

export interface ApiCall {
  readonly method: string;
  /** Path without query, decoded no further than the host did. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The client's address as the front door knows it. */
  readonly address: string;
  readonly isHttps: boolean;
  readonly requestId: string;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  header(name: string): string | undefined;
  /** The body as text; refuses with payload_too_large above `limit` bytes. */
  readBody(limit: number): Promise<string>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}
