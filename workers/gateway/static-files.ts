// Scripts, styles and fonts of the pages. Their names hold a hash of what is in them, so a copy never grows old: a
// crowd is served from memory, compressed once as tightly as can be, and web renders pages instead.

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Logger } from "#lib/platform/logger.ts";
import { fetchWhole } from "#workers/gateway/fetch-shell.ts";
import { encodingOf } from "#workers/gateway/page-cache.ts";

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** All files of a build are a few megabytes; what is older than one build may go. */
const keptBytesMax = 48 << 20;
const fileName = /^\/_next\/static\/(?!.*(?:\.\.|%2e))[\w./~@()[\]%-]{1,300}$/i;
const compressible = /^(?:text\/|application\/(?:javascript|json)|image\/svg)/;

interface StaticFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: { readonly identity: Buffer; readonly gzip?: Buffer; br?: Buffer };
}

export interface StaticFiles {
  /** Answers a file of the build; false when the request is web's to answer. `pass` is called if web has no such file. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    pass: () => void,
  ): boolean;
  close(): void;
}

async function prepare(agent: http.Agent, webUrl: string, path: string) {
  const headers = { "accept-encoding": "identity" };
  const answer = await fetchWhole(agent, { webUrl, path, headers });
  const cacheControl = answer.headers["cache-control"] ?? "";
  // Only what web itself calls unchangeable.
  if (answer.status !== 200 || !cacheControl.includes("immutable")) return undefined;
  const identity = answer.body;
  const isText = compressible.test(answer.type);
  const file: StaticFile = {
    headers: {
      "content-type": answer.type,
      "cache-control": cacheControl,
      "x-content-type-options": "nosniff",
      ...(isText ? { vary: "accept-encoding" } : {}),
    },
    bodies: isText ? { identity, gzip: await gzipAsync(identity) } : { identity },
  };
  return file;
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  if (response.destroyed) return;
  const { bodies } = file;
  const wanted = encodingOf(request.headers["accept-encoding"]);
  // The tightest copy takes a moment to make; until then the next best.
  const encoding = wanted === "br" && !bodies.br ? "gzip" : wanted;
  const body = bodies[encoding] ?? bodies.identity;
  response.writeHead(200, {
    ...file.headers,
    "content-length": body.length,
    ...(body === bodies.identity ? {} : { "content-encoding": encoding }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Files by path, the latest last; the oldest go when memory is full. */
function createShelf() {
  const files = new Map<string, StaticFile>();
  let bytes = 0;
  return {
    find: (path: string) => files.get(path),
    keep: (path: string, file: StaticFile) => {
      files.set(path, file);
      bytes += file.bodies.identity.length;
      for (const [oldest, { bodies }] of files) {
        if (bytes <= keptBytesMax) break;
        files.delete(oldest);
        bytes -= bodies.identity.length;
      }
    },
  };
}

export function createStaticFiles(webUrl: string, logger: Logger): StaticFiles {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16, timeout: 60_000 });
  const shelf = createShelf();
  const flights = new Map<string, Promise<StaticFile | undefined>>();
  let tightening = Promise.resolve();

  /** One at a time: a second of a core each is better spent on plays. */
  const tighten = (file: StaticFile) => {
    if (!file.bodies.gzip) return;
    tightening = tightening
      .then(async () => {
        file.bodies.br = await brotliAsync(file.bodies.identity);
      })
      .catch((error: unknown) => logger.warn({ err: error }, "file not compressed"));
  };
  const fetchFile = (path: string): Promise<StaticFile | undefined> => {
    const known = flights.get(path);
    if (known !== undefined) return known;
    const flight = prepare(agent, webUrl, path)
      .then((file) => {
        if (file) {
          shelf.keep(path, file);
          tighten(file);
        }
        return file;
      })
      .catch((error: unknown) => {
        logger.warn({ err: error, path }, "file not fetched");
        return undefined;
      })
      .finally(() => flights.delete(path));
    flights.set(path, flight);
    return flight;
  };
  return {
    serve: (request, response, path, pass) => {
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (!isRead || request.headers.range !== undefined || !fileName.test(path)) return false;
      const file = shelf.find(path);
      if (file) send(request, response, file);
      else {
        void fetchFile(path).then((fetched) => {
          if (fetched) send(request, response, fetched);
          else pass();
        });
      }
      return true;
    },
    close: () => agent.destroy(),
  };
}
