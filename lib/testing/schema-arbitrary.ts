// Inputs that a schema nearly takes. Anything at all is refused at the first look; what gets as far as the refinements
// has the right fields, and only now and then something in one of them that has no business there.

import fc from "fast-check";
import { z } from "zod";

type Values = fc.Arbitrary<unknown>;

/** How many levels of a schema that holds itself. */
const depthMax = 6;

const texts = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", " ", "\0", "\ud800", "__proto__", "constructor", "0", "-1", "1e999", "NaN"),
  fc.constantFrom("null", "true", "[]", "2026-02-30", "+275760-09-13T00:00:00.001Z", "x".repeat(9)),
  fc.string({ unit: fc.constantFrom("a", "é", "🎮", "'", ";", "%"), maxLength: 300 }),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, 2 ** 31, 2 ** 53, 1e308, Number.NaN, Number.POSITIVE_INFINITY),
);
const instants = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
  .map((date) => date.toISOString());

/** What may stand in any place: whatever JavaScript has, and objects that would change every other one. */
const strangers = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
  fc.constantFrom<unknown>(undefined, null, [], {}, [[]], "", 0),
  fc.constant(null).map(() => hostileObject()),
);

/** As JSON.parse makes it: `__proto__` is a field like any other until somebody copies it by assignment. */
export function hostileObject(fields: object = {}): object {
  const hostile =
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}}';
  return Object.defineProperties(
    JSON.parse(hostile) as object,
    Object.getOwnPropertyDescriptors(fields),
  );
}

interface Mood {
  /** Whether anything may turn up anywhere, or everything has the form that is asked for. */
  readonly wild: boolean;
  readonly depth: number;
}

/** Values that the schema takes but for what it compares among them; half of them with strangers in between. */
export function nearlyValid(schema: z.core.$ZodType): Values {
  const [wild, tame] = [true, false].map((mood) => anyOf(schema, { wild: mood, depth: 0 }));
  return wild && tame ? fc.oneof(wild, tame) : strangers;
}

/** Schemas share their parts, and making an arbitrary takes longer than using it. */
const made = { wild: new WeakMap<object, Values>(), tame: new WeakMap<object, Values>() };

function anyOf(schema: z.core.$ZodType, mood: Mood): Values {
  const known = made[mood.wild ? "wild" : "tame"];
  const values = known.get(schema) ?? makeAny(schema, mood);
  known.set(schema, values);
  return values;
}

function makeAny(schema: z.core.$ZodType, { wild, depth }: Mood): Values {
  if (depth > depthMax) return strangers;
  const good = valuesOf(schema, { wild, depth: depth + 1 });
  if (!wild) return good;
  return fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: strangers });
}

function valuesOf(schema: z.core.$ZodType, mood: Mood): Values {
  const of = (inner: z.core.$ZodType) => anyOf(inner, mood);
  if (schema instanceof z.ZodObject) return objects(schema, of, mood);
  if (schema instanceof z.ZodArray) return fc.array(of(schema.element), { maxLength: 4 });
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema.def.items.map(of));
  if (schema instanceof z.ZodRecord) {
    return fc.dictionary(texts, of(schema.valueType), { maxKeys: 4 });
  }
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(of));
  if (schema instanceof z.ZodEnum) return fc.constantFrom<unknown>(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom<unknown>(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) {
    return mood.wild ? fc.oneof(within(schema), numbers) : within(schema);
  }
  if (schema instanceof z.ZodPipe) return of(schema.in as z.core.$ZodType);
  if (schema instanceof z.ZodLazy) return of(schema.unwrap() as z.core.$ZodType);
  if (schema instanceof z.ZodNullable) return fc.oneof(fc.constant(null), of(schema.unwrap()));
  if (isOptional(schema)) {
    const inner = of(schema.unwrap());
    return fc.oneof(
      { weight: 1, arbitrary: fc.constant(undefined) },
      { weight: 3, arbitrary: inner },
    );
  }
  if (schema instanceof z.ZodReadonly) return of(schema.unwrap() as z.core.$ZodType);
  return isText(schema) ? textsOf(schema, mood) : strangers;
}

function isOptional(schema: z.core.$ZodType) {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch
  );
}

const isText = (schema: z.core.$ZodType): schema is z.ZodString | z.ZodStringFormat =>
  schema instanceof z.ZodString || schema instanceof z.ZodStringFormat;

/** Its fields, rarely one left out, rarely one more, rarely one that would be the prototype. */
function objects(
  schema: z.ZodObject,
  of: (inner: z.core.$ZodType) => Values,
  { wild }: Mood,
): Values {
  const shape = Object.entries(schema.shape).map(([name, inner]) => [name, of(inner)] as const);
  const whole = fc.record(Object.fromEntries(shape));
  if (!wild) return whole;
  const some = fc.record(Object.fromEntries(shape), { requiredKeys: [] });
  const extra = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue(), { maxKeys: 2 });
  return fc.oneof(
    { weight: 20, arbitrary: whole },
    { weight: 1, arbitrary: some },
    { weight: 1, arbitrary: fc.tuple(whole, extra).map(([own, more]) => ({ ...own, ...more })) },
    { weight: 1, arbitrary: whole.map(hostileObject) },
  );
}

function within({ minValue, maxValue }: z.ZodNumber): Values {
  const clamp = (value: number | null, otherwise: number) =>
    Math.ceil(Math.min(2 ** 53 - 1, Math.max(-(2 ** 53) + 1, value ?? otherwise)));
  const min = clamp(minValue, -1_000);
  return fc.integer({ min, max: Math.max(min, clamp(maxValue, min + 2_000)) });
}

function textsOf(schema: z.ZodString | z.ZodStringFormat, { wild }: Mood): Values {
  const byFormat: Readonly<Record<string, Values>> = {
    uuid: fc.uuid(),
    guid: fc.uuid(),
    datetime: instants,
    date: instants.map((text) => text.slice(0, 10)),
    url: fc.webUrl(),
    email: fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.(?:com|example)$/),
  };
  const known = byFormat[schema.format ?? ""];
  const patterned = [...(schema._zod.bag.patterns ?? [])].flatMap(matching);
  const minLength = schema.minLength ?? 0;
  const words = fc.constantFrom(...knownWords.filter((word) => word.length >= minLength));
  const plain = fc.string({
    minLength,
    maxLength: Math.min(schema.maxLength ?? 1e3, minLength + 40),
  });
  const good = known ? [known] : patterned.length > 0 ? patterned : [plain, words];
  if (!wild) return fc.oneof(...good);
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...good) }, { weight: 1, arbitrary: texts });
}

/** What refinements ask for that no format says: zones, addresses, numbers, long words. */
const knownWords = [
  ...["Europe/Berlin", "UTC", "https://shop.example/a?b=c", "12", "3.50", "2026-11-23"],
  ...["correct horse battery staple", "x".repeat(400)],
];

/** Texts of a pattern; none when it says more than can be made from it, as what stands before or behind. */
function matching(pattern: RegExp): Values[] {
  try {
    return [fc.stringMatching(pattern)];
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}
