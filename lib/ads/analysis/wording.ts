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

const isWordLetter = (letter: string | undefined) =>
  letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

/**
 * Where a phrase stands as words of their own, whatever the case: never inside of another word. Looks for letters before
 * it looks at what is around them; an expression for every phrase would take most of an analysis.
 */
export function findPhrase(text: string, phrase: string): string | undefined {
  const lower = text.toLowerCase();
  const sought = phrase.trim().toLowerCase().replace(/\s+/g, " ");
  if (sought === "") return undefined;
  for (let from = lower.indexOf(sought); from >= 0; from = lower.indexOf(sought, from + 1)) {
    const to = from + sought.length;
    if (isWordLetter(lower[from - 1]) || isWordLetter(lower[to])) continue;
    // A few letters change their length with their case; then the lower ones are the evidence.
    return lower.length === text.length ? text.slice(from, to) : lower.slice(from, to);
  }
  return undefined;
}

/** The phrases of a list that stand in the text, as the text has them. */
export function findPhrases(text: string, phrases: readonly string[]): string[] {
  return phrases.flatMap((phrase) => findPhrase(text, phrase) ?? []);
}
