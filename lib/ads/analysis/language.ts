import model from "wink-eng-lite-web-model";
import winkNlp, { type Model } from "wink-nlp";
import type { Language } from "#lib/ads/analysis/wording.ts";

interface ReadabilityStats {
  readonly fres: number;
  readonly numOfWords: number;
  readonly numOfSentences: number;
  readonly complexWords: Readonly<Record<string, number>>;
}

/** What the model's readability asks of a document that was read: its tokens, four numbers each. */
interface ReadData {
  readonly tokens: ArrayLike<number>;
  readonly sentences: ArrayLike<unknown>;
  readonly document: ArrayLike<number>;
}
interface TokenReader {
  type(index: number, data: ReadData): string;
  normal(index: number, data: ReadData): string;
}

const tokenSize = 4;
const wordsMax = 20_000;
const packaged = model as unknown as Model & {
  readonly addons: {
    readabilityStats(data: ReadData, reader: TokenReader): ReadabilityStats;
  };
};
const syllables = new Map<string, number>();

/** As the package counts them: from the reading ease of the word alone, where nothing else is unknown. */
function syllablesOf(word: string): number {
  const known = syllables.get(word);
  if (known !== undefined) return known;
  const alone = { tokens: [0], sentences: [0], document: [0, 0, 0, 0] };
  const reader = { type: () => "word", normal: () => word };
  const { fres } = packaged.addons.readabilityStats(alone, reader);
  const count = Math.round((206.835 - 1.015 - fres) / 84.6);
  if (syllables.size >= wordsMax) syllables.clear();
  syllables.set(word, count);
  return count;
}

/** The package's own, but that it counts the syllables of a word once: they are forty expressions a word. */
function readabilityStats(data: ReadData, reader: TokenReader): ReadabilityStats {
  const complexWords: Record<string, number> = Object.create(null);
  let words = 0;
  let total = 0;
  for (let index = 0; index < data.tokens.length / tokenSize; index++) {
    if (reader.type(index, data) !== "word") continue;
    const word = reader.normal(index, data);
    const count = syllablesOf(word);
    words += 1;
    total += count;
    if (count > 3) complexWords[word] = count - 3;
  }
  const numOfSentences = data.sentences.length;
  const fres =
    words === 0
      ? 0
      : Math.round(206.835 - (1.015 * words) / numOfSentences - (84.6 * total) / words);
  return { fres, numOfWords: words, numOfSentences, complexWords };
}

const counted = { ...packaged, addons: { ...packaged.addons, readabilityStats } };
const nlp = winkNlp(counted as unknown as Model, ["sbd", "negation", "sentiment", "ner"]);

/** Reads an English text. Deterministic: the model is part of the package, and nothing is looked up elsewhere. */
export function readLanguage(text: string): Language {
  const doc = nlp.readDoc(text);
  const stats = doc.out(nlp.its.readabilityStats) as unknown as ReadabilityStats;
  const entities = doc.entities().out(nlp.its.detail) as unknown as {
    value: string;
    type: string;
  }[];
  return {
    words: stats.numOfWords,
    sentences: Math.max(1, stats.numOfSentences),
    readingEase: Math.min(100, Math.max(0, stats.fres)),
    complexWords: Object.keys(stats.complexWords),
    sentiment: doc.out(nlp.its.sentiment) as unknown as number,
    entities: entities.map(({ value, type }) => ({ text: value, type })),
  };
}
