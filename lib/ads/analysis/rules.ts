// What is said of a wording, rule by rule. Every rule is pure, names what it rests on, and gives its points; the score is
// their sum and nothing else.

import type { Finding } from "#lib/ads/analysis/analysis.ts";
import {
  actionVerbs,
  genres,
  rewardWords,
  superlatives,
  urgencyWords,
} from "#lib/ads/analysis/lexicon.ts";
import { findPhrases, searchText, type Wording } from "#lib/ads/analysis/wording.ts";

/** Words that are read aloud in a second: 150 a minute. */
const spokenPerS = 2.5;

export function judgeReadability({ language }: Wording): Finding[] {
  const ease = Math.round(language.readingEase);
  const perSentence = language.words / language.sentences;
  const evidence = [`reading ease ${ease}`, `${perSentence.toFixed(1)} words a sentence`];
  const hard = language.complexWords.slice(0, 5);
  if (ease >= 60) {
    return [finding("readability", "good", `It is easy to read (${ease} of 100).`, evidence, 8)];
  }
  const sentence = `It is ${ease >= 40 ? "not easy" : "hard"} to read (${ease} of 100). Shorter sentences and plainer words help.`;
  return [
    finding(
      "readability",
      ease >= 40 ? "info" : "warn",
      sentence,
      [...evidence, ...hard],
      ease >= 40 ? 0 : -8,
    ),
  ];
}

export function judgeLength(wording: Wording): Finding[] {
  const { duration, language, title } = wording;
  const seconds = language.words / spokenPerS;
  const evidence = [
    `${language.words} words`,
    `about ${Math.round(seconds)} s read aloud`,
    `${duration} s`,
  ];
  const found: Finding[] = [];
  if (seconds > duration) {
    const over = Math.ceil(language.words - duration * spokenPerS);
    const text = `The text does not fit into ${duration} s: leave out about ${over} words.`;
    found.push(finding("length", "bad", text, evidence, -12));
  } else if (seconds < duration / 6) {
    const text = `The text fills little of the ${duration} s: there is room to say why one should play.`;
    found.push(finding("length", "info", text, evidence, -2));
  } else {
    found.push(finding("length", "good", `The text fits into ${duration} s.`, evidence, 6));
  }
  if (title.length > 60) {
    const text = "The title is longer than the 60 characters that chat platforms show whole.";
    found.push(finding("title_length", "warn", text, [`${title.length} characters`], -4));
  }
  return found;
}

export function judgeCallToAction({ callToAction }: Wording): Finding[] {
  const words = callToAction.toLowerCase().match(/[\p{L}']+/gu) ?? [];
  const [first = ""] = words;
  const strength = Object.hasOwn(actionVerbs, first) ? actionVerbs[first] : undefined;
  const call = searchText(callToAction);
  const urgent = findPhrases(call, urgencyWords);
  const rewards = findPhrases(call, rewardWords);
  const found: Finding[] = [];
  if (strength === "strong") {
    found.push(
      finding(
        "call_to_action",
        "good",
        `The call begins with a clear verb: “${first}”.`,
        [first],
        8,
      ),
    );
  } else if (strength === "weak") {
    const text = `The call begins softly, with “${first}”. A verb of doing is followed more often.`;
    found.push(finding("call_to_action", "info", text, [first], 2));
  } else {
    const text = "The call does not begin with a verb. Say what to do: Play, Join, Download.";
    found.push(finding("call_to_action", "warn", text, [callToAction], -8));
  }
  if (urgent.length > 0) {
    found.push(finding("urgency", "good", "The call says when.", urgent, 3));
  }
  if (rewards.length > 0) {
    found.push(finding("reward", "good", "The call says what for.", rewards, 3));
  }
  if (words.length > 8) {
    const text = "The call is longer than eight words; a button shows fewer.";
    found.push(finding("call_length", "info", text, [`${words.length} words`], -2));
  }
  return found;
}

export function judgeTone({ language, title, description }: Wording): Finding[] {
  const found: Finding[] = [];
  const tone = language.sentiment;
  const evidence = [`sentiment ${tone.toFixed(2)}`];
  if (tone >= 0.1) found.push(finding("sentiment", "good", "The tone is positive.", evidence, 4));
  else if (tone <= -0.3) {
    found.push(finding("sentiment", "warn", "The tone is negative.", evidence, -4));
  }
  const marks = (`${title} ${description}`.match(/!/g) ?? []).length;
  const shouted = `${title} ${description}`.match(/\b\p{Lu}{4,}\b/gu) ?? [];
  if (marks > 3 || shouted.length > 2) {
    const text = "It shouts: fewer exclamation marks and capitals are believed more.";
    found.push(
      finding("shouting", "warn", text, [`${marks} exclamation marks`, ...shouted.slice(0, 3)], -5),
    );
  }
  return found;
}

export function judgeSuperlatives(wording: Wording): Finding[] {
  const found = findPhrases(wording.spoken, superlatives);
  if (found.length === 0) return [];
  const text = "Superlatives have to be provable. Leave them out, or have the proof at hand.";
  return [finding("superlative", "warn", text, found, -3 * Math.min(found.length, 3))];
}

const genreNames = Object.keys(genres);

/** Whether genre, words and audience speak of the same game. */
export function judgeTargeting(wording: Wording): Finding[] {
  const [named] = findPhrases(searchText(wording.genre), genreNames);
  const key = named?.toLowerCase();
  const words = key === undefined ? undefined : genres[key];
  if (key === undefined || words === undefined) {
    const text = `The genre “${wording.genre}” is not one we know, so its words are not judged.`;
    return [finding("genre", "info", text, [wording.genre], 0)];
  }
  const said = findPhrases(wording.spoken, words);
  const audience = findPhrases(searchText(wording.targetAudience.join(", ")), words);
  const found: Finding[] = [];
  if (said.length > 0) {
    const text = `The words speak of a ${key} game.`;
    found.push(finding("genre_fit", "good", text, said, Math.min(6, 2 * said.length)));
  } else {
    const text = `Nothing in the words says that it is a ${key} game.`;
    found.push(finding("genre_fit", "warn", text, [wording.genre], -6));
  }
  if (audience.length > 0) {
    found.push(finding("audience_fit", "good", "The audience goes with the genre.", audience, 3));
  }
  return found;
}

/** Whether what is shown is spoken of, and what is spoken of is shown. */
export function judgeVisuals({ visualElements, spoken }: Wording): Finding[] {
  if (visualElements.length === 0) {
    const text = "No visual elements are named, so nobody can tell what will be shown.";
    return [finding("visuals", "warn", text, [], -5)];
  }
  const stems = (element: string) =>
    element.toLowerCase().match(/\p{L}{4,}/gu) ?? [element.toLowerCase()];
  const covered = visualElements.filter((element) =>
    stems(element).some((word) => spoken.lower.includes(word.replace(/s$/, ""))),
  );
  const share = covered.length / visualElements.length;
  const evidence = [`${covered.length} of ${visualElements.length}`, ...covered];
  const sentence = `The words take up ${covered.length} of ${visualElements.length} visual elements.`;
  return [
    finding("visuals", share > 0 ? "good" : "info", sentence, evidence, Math.round(6 * share)),
  ];
}

export function finding(
  kind: string,
  severity: Finding["severity"],
  sentence: string,
  evidence: readonly string[],
  points: number,
): Finding {
  return { kind, severity, sentence, evidence, points };
}
