import type { AdInput } from "#lib/ads/contract.ts";
import type { AdVersion, FieldChange } from "#lib/ads/desk-contract.ts";

const labels: readonly (readonly [keyof AdInput, string])[] = [
  ["title", "Title"],
  ["description", "Description"],
  ["callToAction", "Call to action"],
  ["genre", "Genre"],
  ["targetAudience", "Audience"],
  ["visualElements", "Visual elements"],
  ["duration", "Seconds"],
  ["priority", "Priority"],
  ["webhookUrl", "Webhook"],
];

function words(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return value === undefined ? "" : String(value);
}

function wordingOf(input: AdInput, index: number): string {
  const said = input.variants[index];
  return said ? `${said.title} / ${said.description} / ${said.callToAction}` : "";
}

/** What the second says differently, field by field; further wordings by their letter. */
export function diffAds(before: AdInput, after: AdInput): FieldChange[] {
  const fields = labels.map(([path, label]) => ({
    path,
    label,
    before: words(before[path]),
    after: words(after[path]),
  }));
  const count = Math.max(before.variants.length, after.variants.length);
  const wordings = Array.from({ length: count }, (_, index) => ({
    path: `variants[${index}]`,
    label: `Wording ${String.fromCharCode(66 + index)}`,
    before: wordingOf(before, index),
    after: wordingOf(after, index),
  }));
  return [...fields, ...wordings].filter((change) => change.before !== change.after);
}

interface Said {
  readonly version: number;
  readonly input: AdInput;
  readonly at: string;
}

/** Every resubmission with what it changed, newest first. `kept` is oldest first. */
export function versionsOf(kept: readonly Said[], now: Omit<Said, "at">): AdVersion[] {
  return kept
    .map((old, index) => {
      const next = kept[index + 1] ?? now;
      return {
        from: old.version,
        to: next.version,
        at: old.at,
        changes: diffAds(old.input, next.input),
      };
    })
    .reverse();
}
