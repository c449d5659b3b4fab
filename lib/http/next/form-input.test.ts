import fc from "fast-check";
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

it.each([
  ...["count[4294967294]", "name[20000]", "other[99999999].name", "a[0][0][20000]"],
  ...[`a${".b".repeat(400)}`, "[0]".repeat(300_000), `x[${"9".repeat(400)}]`],
])("a field that would be a huge array is refused before it is one (%#)", (name) => {
  // One of them alone would take longer than a test may.
  const parse = () => parseInput(schema, form({ name: "a", count: "1", [name]: "1" }));
  expect(parse).toThrow(expect.objectContaining({ code: "bad_request" }));
});

it("many arrays that are large together are refused too", () => {
  const names = Array.from({ length: 50 }, (_, n) => [`a${n}[999]`, "1"] as const);
  expect(() => parseInput(schema, form(Object.fromEntries(names)))).toThrow(/no form here/);
});

const names = fc
  .array(
    fc.constantFrom(
      ...["name", "count", "games", "[0]", "[1]", "[]", "[", "]", ".", "$ACTION_", "", "toString"],
      ...["__proto__", "constructor", "prototype", ".polluted", "[__proto__]", "hasOwnProperty"],
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

it("whatever a form's fields are called, it is read or refused, and changes no other object", () => {
  const nested = z.strictObject({
    name: z.string().optional(),
    games: z.array(z.strictObject({ name: z.string().optional() })).optional(),
  });
  const forms = fc.array(fc.tuple(names, fc.string()), { maxLength: 8 });
  fc.assert(
    fc.property(forms, (entries) => {
      const data = new FormData();
      for (const [name, value] of entries) data.append(name, value);
      parseInput(nested, data);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect({}).not.toHaveProperty("polluted");
      expect("polluted" in Object || "polluted" in Function.prototype).toBe(false);
    }),
    { numRuns: 500 },
  );
});
