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
    .map((part) => (/[.!?]\s*$/u.test(part) ? part : `${part}.`))
    .join(" ");
}

/** Where a phrase stands as words of their own, whatever the case: never inside of another word. */
export function findPhrase(text: string, phrase: string): string | undefined {
  const escaped = phrase
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\s+/g, "\\s+");
  if (escaped === "") return undefined;
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "iu").exec(text)?.[0];
}

/** The phrases of a list that stand in the text, as the text has them. */
export function findPhrases(text: string, phrases: readonly string[]): string[] {
  return phrases.flatMap((phrase) => findPhrase(text, phrase) ?? []);
}
