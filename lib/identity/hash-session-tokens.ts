// Stands between the sign-in library and its tables. The library would store session tokens as they are in the
// cookie; here they go in as keyed hashes and are looked up by hash, so a dump of the table signs nobody in.

import type { BetterAuthOptions } from "better-auth";
import type { DBAdapter, DBTransactionAdapter, Where } from "better-auth/adapters";
import { newSessionToken } from "#lib/identity/session-token.ts";

type AdapterFactory = (options: BetterAuthOptions) => DBAdapter;
type Row = Record<string, unknown>;

/**
 * Wraps every method that takes or returns a session. The caller that named a token gets it back in place of the
 * hash, and the one that creates a session gets the token the cookie needs; in any other answer the hash stands.
 */
export function hashSessionTokens(
  inner: AdapterFactory,
  hash: (token: string) => string,
): AdapterFactory {
  return (options) => {
    const adapter = inner(options);
    return {
      ...adapter,
      ...wrap(adapter, hash),
      transaction: (run) => adapter.transaction((trx) => run({ ...trx, ...wrap(trx, hash) })),
    };
  };
}

function wrap(adapter: DBTransactionAdapter, hash: (token: string) => string) {
  const hashed = (model: string, where: Where[] | undefined): Where[] | undefined =>
    model === "session" ? where?.map((clause) => hashClause(clause, hash)) : where;
  const wrapped: Partial<DBTransactionAdapter> = {
    create: async (query) => {
      if (query.model !== "session") return adapter.create(query);
      const token = newSessionToken();
      const row = await adapter.create({ ...query, data: { ...query.data, token: hash(token) } });
      return { ...(row as Row), token } as never;
    },
    findOne: async (query) => {
      const where = hashed(query.model, query.where) ?? [];
      return withToken(
        await adapter.findOne({ ...query, where }),
        query.model,
        query.where,
      ) as never;
    },
    findMany: (query) => {
      const where = hashed(query.model, query.where);
      return adapter.findMany({ ...query, ...(where ? { where } : {}) });
    },
    update: async (query) => {
      const where = hashed(query.model, query.where) ?? [];
      return withToken(
        await adapter.update({ ...query, where }),
        query.model,
        query.where,
      ) as never;
    },
    updateMany: (query) =>
      adapter.updateMany({ ...query, where: hashed(query.model, query.where) ?? [] }),
    delete: (query) => adapter.delete({ ...query, where: hashed(query.model, query.where) ?? [] }),
    deleteMany: (query) =>
      adapter.deleteMany({ ...query, where: hashed(query.model, query.where) ?? [] }),
  };
  return wrapped;
}

function hashClause(clause: Where, hash: (token: string) => string): Where {
  if (clause.field !== "token") return clause;
  const { value } = clause;
  if (typeof value === "string") return { ...clause, value: hash(value) };
  if (Array.isArray(value)) return { ...clause, value: value.map((each) => hash(String(each))) };
  return clause;
}

/** Puts the token the caller asked with back in the place of its hash. */
function withToken(row: unknown, model: string, where: readonly Where[]): unknown {
  const token = where.find((clause) => clause.field === "token")?.value;
  if (model !== "session" || row === null || typeof token !== "string") return row;
  return { ...(row as Row), token };
}
