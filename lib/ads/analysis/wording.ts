import type { AdInput } from "#lib/ads/contract.ts";

/** What a reader of language found in a text. */
export interface Language {
  readonly words: number;
  readonly sentences: number;
  /** Flesch reading ease: 100 very easy, 0 very hard. */
  readonly readingEase: number;
  readonly complexWords: readonly string[];
  /** −1 to 1. */
  readonly sentiment: number;
  readonly entities: readonly { readonly text: string; readonly type: string }[];
}

/** One wording of an ad with everything that the rules judge it by. */
export interface Wording {
  readonly title: string;
  readonly description: string;
  readonly callToAction: string;
  readonly genre: string;
  readonly targetAudience: readonly string[];
  readonly visualElements: readonly string[];
  /** Seconds. */
  readonly duration: number;
  readonly language: Language;
  /** Everything that is said. */
  readonly spoken: SearchText;
  /** The same, and everything that is shown. */
  readonly shown: SearchText;
}

export interface PolicyPhrase {
  readonly kind: "prohibited" | "age_restricted" | "required" | "claim";
  readonly phrase: string;
}

/** The ad's own wording first, then its further ones. */
export function wordingsOf(
  input: AdInput,
): Pick<AdInput, "title" | "description" | "callToAction">[] {
  return [input, ...input.variants];
}

/** Everything that is said, as one text. */
export function spokenText(
  wording: Pick<Wording, "title" | "description" | "callToAction">,
): string {
  return [wording.title, wording.description, wording.callToAction]
    .map((part) => part.trim().replace(/\s+/g, " "))
    .map((part) => (/[.!?]$/u.test(part) ? part : `${part}.`))
    .join(" ");
}

/** A text made ready for looking up many phrases in it. */
export interface SearchText {
  readonly text: string;
  readonly lower: string;
  /** Its words, in lower case: most phrases are ruled out by them alone. */
  readonly words: ReadonlySet<string>;
}

export function searchText(text: string): SearchText {
  const lower = text.toLowerCase();
  return { text, lower, words: new Set(lower.match(/[\p{L}\p{N}]+/gu)) };
}

interface Sought {
  readonly phrase: string;
  /** Its first word; undefined when it has none. */
  readonly word: string | undefined;
}

const soughtOf = (phrase: string): Sought => {
  const sought = phrase.trim().toLowerCase().replace(/\s+/g, " ");
  return { phrase: sought, word: /[\p{L}\p{N}]+/u.exec(sought)?.[0] };
};

const isWordLetter = (letter: string | undefined) =>
  letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

/**
 * Where a phrase stands as words of their own, whatever the case: never inside of another word. Looks for letters before
 * it looks at what is around them; an expression for every phrase would take most of an analysis.
 */
export function findPhrase(searched: SearchText, phrase: string): string | undefined {
  return findSought(searched, soughtOf(phrase));
}

function findSought({ text, lower, words }: SearchText, sought: Sought): string | undefined {
  const { phrase, word } = sought;
  if (phrase === "" || (word !== undefined && !words.has(word))) return undefined;
  for (let from = lower.indexOf(phrase); from >= 0; from = lower.indexOf(phrase, from + 1)) {
    const to = from + phrase.length;
    if (isWordLetter(lower[from - 1]) || isWordLetter(lower[to])) continue;
    // A few letters change their length with their case; then the lower ones are the evidence.
    return lower.length === text.length ? text.slice(from, to) : lower.slice(from, to);
  }
  return undefined;
}

/** Of the product's own lists, which never change. */
const soughtLists = new WeakMap<readonly string[], readonly Sought[]>();

/** The phrases of a list that stand in the text, as the text has them. */
export function findPhrases(searched: SearchText, phrases: readonly string[]): string[] {
  let list = soughtLists.get(phrases);
  if (!list) {
    list = phrases.map(soughtOf);
    soughtLists.set(phrases, list);
  }
  const found: string[] = [];
  for (const sought of list) {
    const at = findSought(searched, sought);
    if (at !== undefined) found.push(at);
  }
  return found;
}
