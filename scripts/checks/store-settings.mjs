// What a running Postgres or Redis says about itself, and which of it endangers the promise that
// an accepted play is never lost. Needs the installed packages; says so when they are missing.

const POSTGRES_WANTED = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };
const REDIS_WANTED = { appendonly: "yes", appendfsync: "always", "maxmemory-policy": "noeviction" };
// Caches may go when there is no room: they are filled again. Everything in the other Redis is waited for.
const CACHE_WANTED = { "maxmemory-policy": "allkeys-lru" };

/** Sentences about settings that differ from the wanted ones. */
export function settingProblems(wanted, found, fix) {
  return Object.entries(wanted)
    .filter(([name, value]) => found[name] !== undefined && found[name] !== value)
    .map(([name, value]) => ({ words: `${name} is ${found[name]}`, fix: fix(name, value) }));
}

export async function describePostgres(url) {
  try {
    const { default: postgres } = await import("postgres");
    const options = { max: 1, connect_timeout: 5, onnotice: () => {} };
    const sql = postgres(url.replace(/[?&]pgbouncer=true/, ""), options);
    try {
      const rows = await sql`select name, setting from pg_settings
        where name in ('server_version', 'max_connections', 'fsync', 'synchronous_commit', 'full_page_writes')`;
      const found = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
      const fix = (name, value) => `alter system set ${name} = '${value}', then reload`;
      const problems = settingProblems(POSTGRES_WANTED, found, fix);
      if (Number.parseInt(found.server_version, 10) < 15) {
        problems.push({ words: "older than 15", fix: "Frolic is tested on 15 and newer" });
      }
      const roles = await sql`select rolname from pg_roles
        where rolname in ('frolic_web', 'frolic_gateway', 'frolic_worker')`;
      if (roles.length < 3) {
        problems.push({
          words: "every process logs in as the owner",
          fix: "psql -f deploy/roles.sql makes a role for each; then npm run cli -- migrate",
          isNote: true,
        });
      }
      const words = `${found.server_version}, fsync ${found.fsync}, synchronous_commit ${found.synchronous_commit}`;
      return { words: `${words}, ${found.max_connections} connections`, problems };
    } finally {
      await sql.end({ timeout: 2 });
    }
  } catch (error) {
    return { error: error.message || error.code };
  }
}

/**
 * Whether caches and plays share a Redis where they should not: in what calls itself production, or has a Redis that
 * Frolic did not start.
 * @param {Record<string, string | undefined>} env
 */
export function isCacheShared({ NODE_ENV, REDIS_URL, REDIS_CACHE_URL }) {
  if (REDIS_CACHE_URL && REDIS_CACHE_URL !== REDIS_URL) return false;
  return NODE_ENV ? NODE_ENV === "production" : Boolean(REDIS_URL);
}

/** The Redis of the caches: nothing is lost by any of its settings, so they are noted only. */
export async function describeRedisCache(url) {
  const found = await describeRedis(url, CACHE_WANTED);
  return { ...found, problems: found.problems?.map((problem) => ({ ...problem, isNote: true })) };
}

export async function describeRedis(url, wanted = REDIS_WANTED) {
  let client;
  try {
    const { Redis } = await import("ioredis");
    client = new Redis(url, {
      lazyConnect: true,
      retryStrategy: () => null,
      connectTimeout: 5_000,
    });
    client.on("error", () => {});
    await client.connect();
    const version = /redis_version:(\S+)/.exec(await client.info("server"))?.[1];
    const found = {};
    for (const name of Object.keys(wanted)) {
      // A managed Redis may forbid CONFIG: then its settings stay unknown.
      const pair = await client.config("GET", name).catch(() => []);
      found[name] = pair[1];
    }
    const problems = settingProblems(wanted, found, (name, value) => `config set ${name} ${value}`);
    if (Number.parseInt(version, 10) < 7)
      problems.push({ words: "older than 7.0", fix: "upgrade Redis" });
    const words = Object.entries(found).map(([name, value]) => `${name} ${value ?? "unknown"}`);
    return { words: `${version}, ${words.join(", ")}`, problems };
  } catch (error) {
    return { error: error.message || error.code };
  } finally {
    client?.disconnect();
  }
}
