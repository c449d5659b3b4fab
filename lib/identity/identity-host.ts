import { type Auth, createAuth } from "#lib/identity/auth.ts";
import { createLoginLimiter, type LoginLimiter } from "#lib/identity/login-limiter.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

/** What signing in needs beside the stores; one a process. */
export interface IdentityHost {
  readonly auth: Auth;
  readonly limiter: LoginLimiter;
}

const hosts = new WeakMap<Runtime, IdentityHost>();

export function identityHost(runtime: Pick<Runtime, "database" | "env" | "redis">): IdentityHost {
  const key = runtime as Runtime;
  const known = hosts.get(key);
  if (known) return known;
  const host = {
    auth: createAuth(runtime.database, runtime.env),
    limiter: createLoginLimiter(runtime.redis, runtime.env.FROLIC_SECRET),
  };
  hosts.set(key, host);
  return host;
}
