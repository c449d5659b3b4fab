// The one way out to addresses that people typed in. The name is resolved once, every address it gives is judged, and
// the connection goes to what was judged: a name that answers differently the second time is not asked a second time.
// Redirects are answers like any other, so nothing is ever sent to an address that was not judged.

import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export interface Egress {
  /** For tests and for installations that talk to their own network; off unless the operator says so. */
  readonly allowPrivate: boolean;
  /** Every address of a name; the system's resolver unless a test brings another. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Which addresses are fit; `isPublicAddress` unless a test brings another. */
  readonly isFit?: (address: string) => boolean;
}

/** Nothing was sent: the address is no address for us. */
export class EgressRefused extends Error {
  override readonly name = "EgressRefused";
}

/** Public by range, yet it answers a cloud's machines only: Azure's metadata and agent address. */
const cloudAddresses = new Set(["168.63.129.16"]);

/**
 * Whether it is an ordinary address of the public internet. Everything with a special range is not: private, loopback,
 * link-local (with the metadata service), carrier NAT, multicast, unique local, documentation, and IPv4 in any IPv6
 * clothes that could lead to one of those.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  if (parsed instanceof ipaddr.IPv6) return isGlobalV6(parsed);
  return !cloudAddresses.has(parsed.toString());
}

/** Only 2000::/3 is given out, and the deprecated IPv4-compatible ::/96 lies outside of it. */
function isGlobalV6(address: ipaddr.IPv6): boolean {
  return ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

async function resolveBySystem(host: string): Promise<readonly ResolvedAddress[]> {
  return await lookup(host, { all: true, verbatim: true });
}

/** The addresses of a URL's host, all of them fit; throws EgressRefused otherwise. */
export async function judgeTarget(url: URL, egress: Egress): Promise<readonly ResolvedAddress[]> {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new EgressRefused("Only http and https are spoken.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new EgressRefused("The address carries a user name or a password.");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = ipaddr.isValid(host)
    ? [{ address: host, family: host.includes(":") ? 6 : 4 }]
    : await (egress.resolve ?? resolveBySystem)(host).catch((cause: unknown) => {
        throw new EgressRefused("The name does not resolve.", { cause });
      });
  if (addresses.length === 0) throw new EgressRefused("The name does not resolve.");
  const isFit = egress.isFit ?? isPublicAddress;
  // One private address among public ones is enough: which of them is taken would be chance.
  if (!egress.allowPrivate && !addresses.every(({ address }) => isFit(address))) {
    throw new EgressRefused("The address is private.");
  }
  return addresses;
}

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it: resolving, connecting, sending, reading. */
  readonly timeoutMs: number;
  /** More of the answer than this is not read. */
  readonly answerBytesMax: number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly address: string | null;
  readonly retryAfter: string | null;
}

/** One POST to a judged address, on a connection of its own. Throws what went wrong before an answer came. */
export async function postJudged(url: string, post: Post, egress: Egress): Promise<Answer> {
  const signal = AbortSignal.timeout(post.timeoutMs);
  const target = new URL(url);
  const addresses = await beforeAbort(judgeTarget(target, egress), signal);
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = send(target, {
      method: "POST",
      headers: { ...post.headers, "content-length": String(Buffer.byteLength(post.body)) },
      // No pooled connection: it could have been opened for another verdict.
      agent: false,
      lookup: pinned(addresses),
      signal,
    });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end(post.body);
  });
  const address = response.socket.remoteAddress ?? null;
  const body = await readSome(response, post.answerBytesMax);
  const retryAfter = response.headers["retry-after"] ?? null;
  return { status: response.statusCode ?? 0, body, address, retryAfter };
}

/** Answers with what was judged, whatever the name means by then. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    if (options.all) callback(null, [...addresses]);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
  };
}

async function readSome(response: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bytesMax) break;
  }
  response.destroy();
  return Buffer.concat(chunks).subarray(0, bytesMax).toString("utf8");
}

async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => undefined as undefined;
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    stop = () => void signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}
