// Requests as an attacker would write them: no normalised addresses, no cookies kept, no redirects followed.

import http from "node:http";

export interface RawAnswer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  /** Headers and body: everything that left the house. */
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

export async function ask(base: string, path: string, given: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(base);
  const { method = "GET", body = "" } = given;
  const headers = {
    host,
    ...(body ? { "content-length": String(Buffer.byteLength(body)) } : {}),
    ...given.headers,
  };
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, hostname, port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("error", reject);
      response.once("end", () => {
        const { statusCode: status = 0, headers: answered } = response;
        const all = JSON.stringify(answered) + text;
        resolve({ status, location: answered.location ?? "", body: text, text: all });
      });
    });
    request.setTimeout(30_000, () => request.destroy(new Error(`no answer to ${method} ${path}`)));
    request.once("error", reject);
    request.end(body);
  });
}

/** As a client-side navigation asks: the framework first names the address under which it may be cached. */
export async function askFlight(base: string, path: string, given: RawRequest): Promise<RawAnswer> {
  const answer = await ask(base, path, given);
  if (answer.status !== 307 || !/[?&]_rsc\b/.test(answer.location)) return answer;
  const { pathname, search } = new URL(answer.location, base);
  return ask(base, pathname + search, given);
}

/** Runs them four at a time: two cores serve the stack. */
export async function askAll<T>(cases: readonly T[], run: (each: T) => Promise<void>) {
  const left = [...cases];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}
