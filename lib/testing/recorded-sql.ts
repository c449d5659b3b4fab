import type { Sql, TransactionSql } from "#lib/platform/database.ts";

/** The same pool, with the text of every statement written down, in transactions too and without its values. */
export function recordedSql<S extends Sql | TransactionSql>(sql: S, statements: string[]): S {
  return new Proxy(sql, {
    apply: (target, self, given: unknown[]) => {
      const [text] = given;
      // A helper such as `sql(rows)` is no statement.
      if (isTemplate(text)) statements.push(text.raw.join("?").replace(/\s+/g, " ").trim());
      return Reflect.apply(target as unknown as Call, self, given);
    },
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if ((key !== "begin" && key !== "savepoint") || typeof value !== "function") return value;
      return (...given: unknown[]) => {
        const work = given.at(-1) as (tx: TransactionSql) => unknown;
        const recorded = (tx: TransactionSql) => work(recordedSql(tx, statements));
        return Reflect.apply(value as Call, target, [...given.slice(0, -1), recorded]);
      };
    },
  });
}

type Call = (...given: unknown[]) => unknown;

function isTemplate(text: unknown): text is TemplateStringsArray {
  return Array.isArray(text) && "raw" in text;
}
