// Whether two ads say nearly the same: word shingles, MinHash and banding (Broder 1997; Leskovec, Rajaraman and Ullman,
// Mining of Massive Datasets, chapter 3). Ads that share a band are candidates, and candidates are compared exactly.

const shingleWords = 3;
const bandCount = 8;
const rowsPerBand = 4;

/** Share of common shingles from which on two ads are near-duplicates. */
export const nearDuplicate = 0.6;

/** murmur3's finaliser: every bit of the input moves every bit of the result. */
function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** FNV-1a of words with a space between, as of one text. */
function hashWords(words: readonly string[], from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let index = from; index < to; index++) {
    const word = words[index] ?? "";
    if (index > from) hash = Math.imul(hash ^ 32, 0x01000193);
    for (let letter = 0; letter < word.length; letter++) {
      hash = Math.imul(hash ^ word.charCodeAt(letter), 0x01000193);
    }
  }
  return mix(hash);
}

/** What an ad says, for comparing it with others. */
export function comparedText(ad: {
  readonly title: string;
  readonly description: string;
  readonly callToAction: string;
}): string {
  return `${ad.title} ${ad.description} ${ad.callToAction}`;
}

/** Hashes of every three words in a row, each once; of all the words when there are fewer. */
export function shinglesOf(text: string): number[] {
  const words =
    text
      .toLowerCase()
      .normalize("NFKC")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const shingles = new Set<number>();
  for (let from = 0; from + shingleWords <= words.length; from++) {
    shingles.add(hashWords(words, from, from + shingleWords));
  }
  if (shingles.size === 0 && words.length > 0) shingles.add(hashWords(words, 0, words.length));
  return [...shingles];
}

const salts = Uint32Array.from({ length: bandCount * rowsPerBand }, (_, row) =>
  mix(row + 0x51ed270b),
);

/**
 * One hash a band, as decimal text of a signed 64-bit number. Two ads with similarity s share at least one with
 * probability 1 − (1 − s⁴)⁸: 0.67 at 0.6, 0.99 at 0.8, 1 for equal texts.
 */
export function bandsOf(shingles: readonly number[]): string[] {
  if (shingles.length === 0) return [];
  return Array.from({ length: bandCount }, (_, band) => {
    let high = mix(band + 1);
    let low = mix(band + 0x9e3779b9);
    for (let row = 0; row < rowsPerBand; row++) {
      const salt = salts[band * rowsPerBand + row] ?? 0;
      let least = 0xffffffff;
      for (const shingle of shingles) {
        const hash = mix(shingle ^ salt);
        if (hash < least) least = hash;
      }
      high = mix(high ^ least);
      low = mix(low + Math.imul(least, 0x9e3779b1));
    }
    return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
  });
}

/** Jaccard: common shingles as a share of all; 1 for equal texts. */
export function similarity(one: readonly number[], two: readonly number[]): number {
  if (one.length === 0 || two.length === 0) return 0;
  const known = new Set(one);
  const common = two.filter((shingle) => known.has(shingle)).length;
  return common / (known.size + two.length - common);
}
