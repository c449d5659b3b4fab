import model from "wink-eng-lite-web-model";
import winkNlp from "wink-nlp";
import type { Language } from "#lib/ads/analysis/wording.ts";

const nlp = winkNlp(model, ["sbd", "negation", "sentiment", "ner"]);

interface ReadabilityStats {
  readonly fres: number;
  readonly numOfWords: number;
  readonly numOfSentences: number;
  readonly complexWords: Readonly<Record<string, number>>;
}

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
