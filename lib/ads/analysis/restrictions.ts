// What may not be said, may be said to adults only, or has to be said: the lists of the product and those of the brand.

import type { Finding } from "#lib/ads/analysis/analysis.ts";
import { ageRestricted, claims, prohibited } from "#lib/ads/analysis/lexicon.ts";
import { finding } from "#lib/ads/analysis/rules.ts";
import {
  findPhrase,
  findPhrases,
  type PolicyPhrase,
  type Wording,
} from "#lib/ads/analysis/wording.ts";

const adultAge = 18;

export function judgeClaims(wording: Wording): Finding[] {
  const { text } = wording.spoken;
  return claims.flatMap(({ pattern, why }) => {
    const found = [...text.matchAll(pattern)].map(([words]) => words);
    if (found.length === 0) return [];
    return [finding("claim", "bad", `“${found[0]}” is a claim: ${why}.`, found, -8)];
  });
}

export function judgeProhibited(wording: Wording): Finding[] {
  return prohibited.flatMap(({ group, words }) => {
    const found = findPhrases(wording.shown, words);
    if (found.length === 0) return [];
    return [
      finding(
        "prohibited",
        "bad",
        `It speaks of ${group}. No promo server takes that.`,
        found,
        -40,
      ),
    ];
  });
}

/** The youngest age that the audience names; undefined when it names none. */
export function youngestAge(audience: readonly string[]): number | undefined {
  const ages = audience.flatMap((part) => {
    const range = /(\d{1,2})\s*(?:[-–+]|and over|years)/iu.exec(part)?.[1];
    if (range !== undefined) return [Number(range)];
    return /\b(?:kids|children|teens?|family)\b/iu.test(part) ? [0] : [];
  });
  return ages.length === 0 ? undefined : Math.min(...ages);
}

export function judgeAge(wording: Wording): Finding[] {
  const youngest = youngestAge(wording.targetAudience);
  return ageRestricted.flatMap(({ group, words }) => {
    const found = findPhrases(wording.shown, words);
    if (found.length === 0) return [];
    if (youngest !== undefined && youngest >= adultAge) {
      const sentence = `It speaks of ${group}, to an audience of adults.`;
      return [finding("age_restricted", "info", sentence, found, -2)];
    }
    const to =
      youngest === undefined ? "and the audience names no age" : `to people from ${youngest} on`;
    return [
      finding(
        "age_restricted",
        "bad",
        `It speaks of ${group}, ${to}. That is for adults.`,
        found,
        -20,
      ),
    ];
  });
}

/** The phrases of the brand, or of the installation. */
export function judgePolicy(wording: Wording, policy: readonly PolicyPhrase[]): Finding[] {
  return policy.flatMap(({ kind, phrase }) => {
    const found = findPhrase(wording.spoken, phrase);
    if (kind === "required") {
      if (found !== undefined) return [];
      return [finding("policy_required", "bad", `The policy asks for “${phrase}”.`, [phrase], -10)];
    }
    if (found === undefined) return [];
    const severity = kind === "prohibited" ? "bad" : "warn";
    const sentence =
      kind === "prohibited"
        ? `The policy does not allow “${found}”.`
        : `The policy wants “${found}” looked at.`;
    return [
      finding(`policy_${kind}`, severity, sentence, [found], kind === "prohibited" ? -25 : -5),
    ];
  });
}
