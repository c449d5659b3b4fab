// Turns what an action received into its schema's output, or into the field errors a form can show.

import { parseWithZod } from "@conform-to/zod/v4";
import type { z } from "zod";
import type { FieldError, FormReply } from "#lib/http/next/action-result.ts";
import { AppError } from "#lib/platform/errors.ts";

export type ParsedInput<T> =
  | { readonly ok: true; readonly input: T; readonly lastResult?: FormReply }
  | {
      readonly ok: false;
      readonly fields: readonly FieldError[];
      readonly lastResult?: FormReply;
    };

/** Names that are never sent back to the browser, whatever form they stand in. */
const secretFields = [
  "password",
  "newPassword",
  "currentPassword",
  "token",
  "totp",
  "code",
  "secret",
];

export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): ParsedInput<z.output<S>> {
  return raw instanceof FormData ? parseForm(schema, raw) : parseValue(schema, raw);
}

/** The largest form of ours has a thousand places in arrays, and names of some dozen letters. */
const placesMax = 20_000;
const nameMax = 500;

/**
 * A field called `a[4000000000]` makes an array of that length, and all that follows walks through its places: one short
 * request would keep the process busy for minutes, before anybody is asked who they are.
 */
function requireSmall(form: FormData): void {
  const lengths = new Map<string, number>();
  let places = 0;
  for (const name of form.keys()) {
    for (const { index, 1: at } of name.slice(0, nameMax).matchAll(/\[(\d+)\]/g)) {
      const array = name.slice(0, index);
      const more = Number(at) + 1 - (lengths.get(array) ?? 0);
      if (more <= 0) continue;
      places += more;
      lengths.set(array, Number(at) + 1);
    }
    if (places > placesMax || name.length > nameMax) {
      throw new AppError("bad_request", { details: "The form has fields of no form here." });
    }
  }
}

function parseForm<S extends z.ZodType>(schema: S, form: FormData): ParsedInput<z.output<S>> {
  requireSmall(form);
  const submission = parseWithZod(ownFields(form), { schema, error: wordsForEmpty });
  if (submission.status === "success") {
    // The use case may still refuse: then the form shows again what was typed.
    return { ok: true, input: submission.value, lastResult: { initialValue: typedOf(form) } };
  }
  const error = submission.error ?? {};
  const fields = Object.entries(error).flatMap(([path, messages]) =>
    (messages ?? []).map((message) => ({ path, message })),
  );
  const lastResult = submission.reply({ hideFields: secretFields }) as FormReply;
  return { ok: false, fields, lastResult };
}

/** An empty field arrives as nothing at all: "expected string, received undefined" is no sentence for a person. */
function wordsForEmpty(issue: { readonly code?: string; readonly input?: unknown }) {
  return issue.code === "invalid_type" && issue.input === undefined ? "Fill this in." : undefined;
}

/** Without the hidden fields by which React finds the action when there are no scripts: a strict schema refuses them. */
function ownFields(form: FormData): FormData {
  const own = new FormData();
  for (const [name, value] of form) if (!name.startsWith("$ACTION_")) own.append(name, value);
  return own;
}

function typedOf(form: FormData): Record<string, string> {
  const texts = [...form].filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === "string" &&
      !entry[0].startsWith("$ACTION_") &&
      !secretFields.includes(entry[0]),
  );
  return Object.fromEntries(texts);
}

function parseValue<S extends z.ZodType>(schema: S, raw: unknown): ParsedInput<z.output<S>> {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return { ok: true, input: parsed.data };
  return { ok: false, fields: fieldErrors(parsed.error) };
}

/** Issues as `games[0].name`, the way conform names fields. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ path: fieldPath(issue.path), message: issue.message }));
}

export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
