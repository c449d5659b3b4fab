// Player pages under a stampede: rendered by web at most once a second and served from memory to everybody else.
// Nothing in a cached page depends on who asks; figures come from the game API, the token from the first play.

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "#lib/platform/clock.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { newNonce, noncePolicy, pageHeaders } from "#workers/gateway/content-policy.ts";
import { type Encoding, fetchShell, type Shell } from "#workers/gateway/fetch-shell.ts";

const freshMs = 1_000;
/** Served while one request fetches anew. */
const staleMs = 30_000;
/** Served while web is down: an old page whose figures are live beats none. */
const staleOnErrorMs = 300_000;
const entriesMax = 500;

export interface PageCache {
  /** Answers a page from memory; false when the request is web's to answer. `pass` is called if rendering fails. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    search: string,
    pass: () => void,
  ): boolean;
  /** Headers for a public page that web answers itself; undefined for any other address. */
  headersOf(path: string): Promise<PublicHeaders> | undefined;
  close(): void;
}

/** Of one answer: web is given the policy too and finds in it the nonce for its inline scripts. */
export interface PublicHeaders extends Readonly<Record<string, string>> {
  readonly "content-security-policy": string;
}

export interface PageCacheDeps {
  readonly webUrl: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sites that may frame the embed page of a campaign. */
  readonly embedDomains: (slug: string) => Promise<readonly string[]>;
}

interface Entry {
  shell: Shell | undefined;
  atMs: number;
  flight: Promise<Shell | undefined> | undefined;
}

const playerPage = /^\/(p|embed)\/([a-z0-9-]{1,60})(?:\/([a-z0-9-]{1,60}))?$/;
/** Pages of the public rooms; only those of `playerPage` are the same for everybody. */
const publicPage = /^\/(p|embed|c|verify)\/([^/]{1,60})(?:\/|$)/;
/** Marks of where a visitor came from; every other query asks for a page of its own. */
const campaignMark = /^(?:utm_[a-z]+|ref|fbclid|gclid|gad_source|msclkid)$/;
const languages = new Set(["en"]);
const themeCookie = /(?:^|;\s*)theme=(light|dark)(?:;|$)/;

function isCacheable(request: IncomingMessage, search: string): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  // In-page navigation asks for data instead of a page.
  if (request.headers.rsc !== undefined || request.headers["next-router-state-tree"]) return false;
  if (search === "") return true;
  return [...new URLSearchParams(search).keys()].every((name) => campaignMark.test(name));
}

function languageOf(header: string | undefined): string {
  const first = header?.slice(0, 2).toLowerCase() ?? "";
  return languages.has(first) ? first : "en";
}

export function encodingOf(header: string | string[] | undefined): Encoding {
  const accepted = String(header ?? "");
  if (accepted.includes("br")) return "br";
  return accepted.includes("gzip") ? "gzip" : "identity";
}

function send(request: IncomingMessage, response: ServerResponse, shell: Shell): void {
  if (response.destroyed) return;
  if (shell.status === 200 && request.headers["if-none-match"] === shell.etag) {
    response.writeHead(304, shell.headers);
    response.end();
    return;
  }
  const encoding = encodingOf(request.headers["accept-encoding"]);
  const body = shell.bodies[encoding];
  response.writeHead(shell.status, {
    ...shell.headers,
    "content-length": body.length,
    ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Rendered pages by key, one flight each. */
function createShells(
  deps: PageCacheDeps,
  ancestorsOf: (kind: string | undefined, slug: string) => Promise<readonly string[]>,
) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32, timeout: 60_000 });
  const entries = new Map<string, Entry>();
  const isHttps = deps.baseUrl.startsWith("https:");

  const render = async (entry: Entry, key: string, path: string): Promise<Shell | undefined> => {
    const [, kind, slug = ""] = playerPage.exec(path) ?? [];
    const [, language = "en", theme = ""] = key.split("|");
    const base = new URL(deps.baseUrl);
    const headers = {
      host: base.host,
      "x-forwarded-host": base.host,
      "x-forwarded-proto": base.protocol.replace(":", ""),
      accept: "text/html",
      "accept-encoding": "identity",
      "accept-language": language,
      ...(theme === "" ? {} : { cookie: `theme=${theme}` }),
    };
    const frameAncestors = await ancestorsOf(kind, slug);
    const { webUrl } = deps;
    return fetchShell(agent, { webUrl, path, headers, frameAncestors, isHttps }, entry.shell);
  };

  /** One flight per key. What cannot be kept leaves the key empty, so that the next request goes to web. */
  const refresh = (entry: Entry, key: string, path: string): Promise<Shell | undefined> => {
    entry.flight ??= render(entry, key, path)
      .then((shell) => {
        entry.shell = shell;
        entry.atMs = deps.clock.monotonicMs();
        return shell;
      })
      .catch((error: unknown) => {
        deps.logger.warn({ err: error, path }, "player page not rendered");
        return deps.clock.monotonicMs() - entry.atMs < staleOnErrorMs ? entry.shell : undefined;
      })
      .finally(() => {
        entry.flight = undefined;
      });
    return entry.flight;
  };

  const entryOf = (key: string): Entry => {
    const known = entries.get(key);
    if (known) return known;
    if (entries.size >= entriesMax) {
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    }
    const entry: Entry = { shell: undefined, atMs: Number.NEGATIVE_INFINITY, flight: undefined };
    entries.set(key, entry);
    return entry;
  };

  return { refresh, entryOf, close: () => agent.destroy() };
}

export function createPageCache(deps: PageCacheDeps): PageCache {
  const isHttps = deps.baseUrl.startsWith("https:");
  const ancestorsOf = async (kind: string | undefined, slug: string) =>
    kind === "embed" ? await deps.embedDomains(slug) : [];
  const shells = createShells(deps, ancestorsOf);
  return {
    serve: (request, response, path, search, pass) => {
      const match = playerPage.exec(path);
      if (match === null || match[3] === "prizes" || !isCacheable(request, search)) return false;
      const theme = themeCookie.exec(request.headers.cookie ?? "")?.[1] ?? "";
      const key = `${path}|${languageOf(request.headers["accept-language"])}|${theme}`;
      const entry = shells.entryOf(key);
      const ageMs = deps.clock.monotonicMs() - entry.atMs;
      if (entry.shell && ageMs < staleMs) {
        if (ageMs > freshMs) void shells.refresh(entry, key, path);
        send(request, response, entry.shell);
        return true;
      }
      void shells.refresh(entry, key, path).then((shell) => {
        if (shell) send(request, response, shell);
        else pass();
      });
      return true;
    },
    headersOf: (path) => {
      const [whole, kind, slug = ""] = publicPage.exec(path) ?? [];
      if (whole === undefined) return undefined;
      return ancestorsOf(kind, slug)
        .catch(() => [])
        .then((frameAncestors) => ({
          ...pageHeaders(isHttps),
          "content-security-policy": noncePolicy(newNonce(), frameAncestors),
        }));
    },
    close: shells.close,
  };
}
