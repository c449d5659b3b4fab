import { type Logger, pino } from "pino";

export type { Logger };

/** Names of fields that never reach a log line, wherever they stand in an object. */
const secretFields = [
  "code",
  "codes",
  "cookie",
  "authorization",
  "password",
  "secret",
  "seed",
  "token",
  "apiKey",
];

const redactPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

export function loggerOptions(name: string, level: string) {
  return { name, level, redact: { paths: redactPaths, censor: "[redacted]" } };
}

export function createLogger(name: string, level = "info"): Logger {
  return pino(loggerOptions(name, level));
}
