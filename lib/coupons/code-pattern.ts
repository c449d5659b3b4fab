import { importLimits, type PatternForecast } from "#lib/coupons/contract.ts";

/** Letters and digits nobody mistakes for each other: no I, L, O, 0, 1. */
export const codeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/** A pattern must be able to make this many times the codes that are asked for, or guessing pays. */
const spaceFactor = 1_000;

/** What to expect of a pattern such as `ROAST-####-####`; `problem` says why it cannot be used. */
export function forecastPattern(pattern: string, count: number): PatternForecast {
  const places = pattern.split("#").length - 1;
  const space = codeAlphabet.length ** places;
  const expectedRepeats = (count * (count - 1)) / (2 * space);
  return {
    space,
    guessOneIn: space / Math.max(1, count),
    expectedRepeats,
    problem: problemOf(pattern, places, space, count),
  };
}

function problemOf(pattern: string, places: number, space: number, count: number): string | null {
  if (!/^[A-Za-z0-9#-]+$/.test(pattern)) return "Use letters, digits, hyphens and #.";
  if (pattern.length > importLimits.codeLengthMax) return "The pattern is too long.";
  if (places === 0) return "Put a # wherever a random character goes.";
  if (space >= count * spaceFactor) return null;
  const needed = Math.ceil(Math.log(count * spaceFactor) / Math.log(codeAlphabet.length));
  return `Too easy to guess: ${count.toLocaleString("en")} codes need at least ${needed} # signs.`;
}

/**
 * Makes codes from random bytes, each character equally likely: bytes beyond the last whole multiple of the
 * alphabet are thrown away. Repeats are left out, so the caller gets exactly what it asks for.
 */
export function* generateCodes(
  pattern: string,
  count: number,
  randomBytes: (size: number) => Uint8Array,
): Generator<string> {
  const usable = 256 - (256 % codeAlphabet.length);
  const seen = new Set<string>();
  let pool = new Uint8Array(0);
  let at = 0;
  const nextCharacter = (): string => {
    for (;;) {
      if (at >= pool.length) {
        pool = randomBytes(4096) as Uint8Array<ArrayBuffer>;
        at = 0;
      }
      const byte = pool[at++] ?? 255;
      if (byte < usable) return codeAlphabet.charAt(byte % codeAlphabet.length);
    }
  };
  while (seen.size < count) {
    const code = pattern.replace(/#/g, nextCharacter);
    if (seen.has(code)) continue;
    seen.add(code);
    yield code;
  }
}
