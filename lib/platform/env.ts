import { z } from "zod";

const flag = z
  .enum(["0", "1", "false", "true"])
  .transform((value) => value === "1" || value === "true");
const secret = z
  .string()
  .min(32, "needs at least 32 characters; make one with: openssl rand -hex 32");
const port = z.coerce.number().int().min(1).max(65_535);

/**
 * Every variable the product reads. `.env.example` documents each one, and a test holds the two together.
 * Parsed lazily, so that a build needs no secrets.
 */
export const envSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production"),
  BASE_URL: z.url().default("http://localhost:3000"),
  HOST: z.string().default("0.0.0.0"),
  PORT: port.default(3000),
  WEB_URL: z.url().default("http://127.0.0.1:3001"),
  DATABASE_URL: z.string().min(1),
  DATABASE_DIRECT_URL: z.string().min(1).optional(),
  REDIS_URL: z.string().min(1),
  REDIS_CACHE_URL: z.string().min(1).optional(),
  FROLIC_SECRET: secret,
  FROLIC_NEXT_SECRET: secret.optional(),
  FROLIC_PREVIOUS_SECRET: secret.optional(),
  FROLIC_ROLES: z.string().default("all"),
  FROLIC_WEBHOOKS_PRIVATE: flag.default(false),
  FROLIC_OPINION_URL: z.url({ protocol: /^https?$/ }).optional(),
  FROLIC_PROMOTER_KEY: z.string().min(1).optional(),
  FROLIC_PROMOTER_URL: z.url().optional(),
  FROLIC_DISCORD_TOKEN: z.string().min(1).optional(),
  FROLIC_DISCORD_URL: z.url().optional(),
  FROLIC_TELEGRAM_TOKEN: z.string().min(1).optional(),
  FROLIC_TELEGRAM_URL: z.url().optional(),
  FROLIC_STATE_DIR: z.string().default(".frolic"),
  TRUST_PROXY: flag.default(false),
  HEALTH_PORT: port.optional(),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Env = Readonly<z.infer<typeof envSchema>>;

/** Thrown when the environment is not usable; the message names each variable and why. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(present);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new EnvError(`The environment is not complete:\n${lines.join("\n")}\nSee .env.example.`);
}

let memo: Env | undefined;

/** The process environment, parsed once. */
export function env(): Env {
  memo ??= parseEnv(process.env);
  return memo;
}
