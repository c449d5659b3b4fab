import { randomUUID } from "node:crypto";

const wellFormed = /^[A-Za-z0-9_-]{8,64}$/;

/** The id the front door gave the request, or a fresh one: the thread from a screen to a log line. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && wellFormed.test(given) ? given : randomUUID();
}

/** An id for a request from outside: what a stranger sends along is never taken over into our logs. */
export function newRequestId(): string {
  return randomUUID();
}
