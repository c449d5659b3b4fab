import { describe, expect, it } from "vitest";
import model from "wink-eng-lite-web-model";
import winkNlp from "wink-nlp";
import { readLanguage } from "#lib/ads/analysis/language.ts";

const nlp = winkNlp(model, ["sbd", "negation", "sentiment", "ner"]);
const pieces = [
  ..."Build your kingdom, train your dragons, and conquer new territories!".split(" "),
  ..."A 1 extraordinary! Individualism's. reacted 12% hello@example.com — naïve".split(" "),
  ..."Characteristically, incomprehensibilities; don't U.S.A. e-mail 🎮 :-)".split(" "),
];

describe("the reader of language", () => {
  it("counts words, sentences and syllables as the package does", () => {
    for (let round = 0; round < 300; round++) {
      const text = Array.from(
        { length: 1 + (round % 30) },
        (_, n) => pieces[(round * 7 + n * n * 3) % pieces.length],
      ).join(" ");
      const theirs = nlp.readDoc(text).out(nlp.its.readabilityStats) as unknown as {
        fres: number;
        numOfWords: number;
        numOfSentences: number;
        complexWords: Record<string, number>;
      };
      const ease = Math.min(100, Math.max(0, theirs.fres));
      expect(readLanguage(text), text).toMatchObject({
        words: theirs.numOfWords,
        sentences: Math.max(1, theirs.numOfSentences),
        // Of a text without a word the package has no figure.
        readingEase: Number.isNaN(ease) ? 0 : ease,
        complexWords: Object.keys(theirs.complexWords),
      });
    }
  });
});
