import { expect, it } from "vitest";
import { z } from "zod";
import { parseInput } from "#lib/http/next/form-input.ts";

const schema = z.strictObject({ name: z.string().min(1).max(5), count: z.number().int() });

function form(entries: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(entries)) data.append(name, value);
  return data;
}

it.each([
  ["an empty text", { name: "", count: "1" }, "name", "Fill this in."],
  ["a number left out", { name: "a" }, "count", "Fill this in."],
])("%s is asked for in words", (_, entries, path, message) => {
  const parsed = parseInput(schema, form(entries as Record<string, string>));
  expect(parsed).toMatchObject({ ok: false, fields: [{ path, message }] });
});

it("what is there and wrong is named as wrong", () => {
  const parsed = parseInput(schema, form({ name: "too long", count: "1" }));
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.fields[0]?.message).not.toBe("Fill this in.");
});
