// A database role and a Redis user for each process, for stores that we start ourselves. Their passwords follow from
// the owner's, so there is nothing more to keep; who has one cannot work out another.
import { createHash, createHmac } from "node:crypto";

export const PROCESSES = ["web", "gateway", "worker"];

export function passwordOf(ownerPassword, name) {
  return createHmac("sha256", ownerPassword).update(`frolic-role|${name}`).digest("base64url");
}

/** The address of the same store for another user. */
export function urlAs(ownerUrl, name) {
  const url = new URL(ownerUrl);
  url.password = passwordOf(decodeURIComponent(url.password), name);
  url.username = name;
  return url.toString();
}

/** Makes the roles, or gives them their password again. What they may do, `migrate` grants. */
export async function ensureRoles(ownerUrl) {
  const { default: postgres } = await import("postgres");
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const ownerPassword = decodeURIComponent(new URL(ownerUrl).password);
  try {
    for (const process of PROCESSES) {
      const name = `frolic_${process}`;
      const [known] = await sql`select 1 from pg_roles where rolname = ${name}`;
      const verb = known ? "alter" : "create";
      // The password is base64url, so it cannot end the quotes.
      const password = passwordOf(ownerPassword, name);
      await sql.unsafe(`${verb} role ${name} login noinherit password '${password}'`);
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * The address each process uses of a Postgres that was given to us: the same login turned into the process's role
 * where the roles are there and the login may, else the address as it is. Behind a transaction pooler a role set on
 * one connection would be somebody else's next.
 */
export async function roleUrls(givenUrl) {
  const url = new URL(givenUrl);
  const asGiven = Object.fromEntries(PROCESSES.map((process) => [process, givenUrl]));
  if (url.searchParams.get("pgbouncer") === "true") return asGiven;
  const { default: postgres } = await import("postgres");
  const sql = postgres(givenUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
  const names = PROCESSES.map((process) => `frolic_${process}`);
  try {
    const [row] = await sql`
      select count(*)::int as n from pg_roles
       where rolname = any(${names}::text[]) and pg_has_role(current_user, oid, 'MEMBER')`;
    if (row?.n !== names.length) return asGiven;
  } finally {
    await sql.end({ timeout: 5 });
  }
  return Object.fromEntries(
    PROCESSES.map((process) => {
      url.searchParams.set("role", `frolic_${process}`);
      return [process, url.toString()];
    }),
  );
}

/** Addresses of stores of our own, for each process. */
export function processUrls({ databaseUrl, redisUrl }) {
  return Object.fromEntries(
    PROCESSES.map((process) => {
      const name = `frolic_${process}`;
      return [
        process,
        { DATABASE_URL: urlAs(databaseUrl, name), REDIS_URL: urlAs(redisUrl, name) },
      ];
    }),
  );
}

// Partitions of the stream, one tag a partition; counters of the limiters.
const PLAYS = "~{p:*}:*";
const SPEAK = "+ping +info +hello +auth +client|setname +multi +exec +discard";
const LIMITS = "(~rl:* +eval +evalsha +get +set +pttl +incrby +expire +pexpire +del +multi +exec)";

// The queue of ads: its scripts read and write whatever kind of key it keeps, below its own names only.
const ADS =
  "(~{ads-*}:* +@read +@write -@dangerous -function -scan -randomkey -dbsize +eval +evalsha +multi +exec +info +time)";

/**
 * What each process may do in Redis: keys, channels, commands. Nothing is allowed that is not named, so none may
 * flush, list keys, configure, debug or restore. A script may do what its user may: that of web and gateway adds
 * to streams, and the one that paces is the worker's alone.
 */
export const REDIS_RULES = {
  web: `${PLAYS} resetchannels &live:* ${SPEAK} +xadd +xlen +mget +eval +publish ${LIMITS} ${ADS}`,
  gateway: `${PLAYS} resetchannels &live:* ${SPEAK} +xadd +xlen +mget +eval +subscribe +psubscribe +unsubscribe +punsubscribe ${LIMITS} ${ADS}`,
  worker: `${PLAYS} resetchannels &live:* ${SPEAK} +@stream +@hash +@string +@sortedset +@set +del +unlink +exists +expire +pexpire +ttl +pttl +time +eval +evalsha +publish ${ADS}`,
};

/** Lines of redis.conf. */
export function redisUsers(ownerPassword) {
  return PROCESSES.map((process) => {
    const name = `frolic_${process}`;
    const hash = createHash("sha256").update(passwordOf(ownerPassword, name)).digest("hex");
    return `user ${name} on #${hash} ${REDIS_RULES[process]}`;
  });
}
