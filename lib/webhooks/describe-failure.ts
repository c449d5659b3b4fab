import { EgressRefused } from "#lib/webhooks/egress.ts";

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing listens at the address.",
  ECONNRESET: "The connection was closed before an answer came.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The network cannot be reached.",
  ETIMEDOUT: "The host does not answer.",
  EPROTO: "The connection is not encrypted as the address says.",
  CERT_HAS_EXPIRED: "The certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is signed by nobody known.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate is signed by nobody known.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The certificate is signed by nobody known.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate is for another name.",
  HPE_HEADER_OVERFLOW: "The answer's headers are too long.",
};

/** Why no answer came, for the people who look at the attempt. */
export function describeFailure(error: unknown, timeoutMs: number): string {
  if (error instanceof EgressRefused) return `${error.message} Nothing was sent.`;
  if (!(error instanceof Error)) return "The attempt failed.";
  if (error.name === "TimeoutError" || error.name === "AbortError") {
    return `No whole answer within ${timeoutMs / 1000} seconds.`;
  }
  const code = "code" in error ? String(error.code) : "";
  return sentences[code] ?? `The attempt failed${code === "" ? "" : ` (${code})`}.`;
}
