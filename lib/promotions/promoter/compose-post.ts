// The words of a post. Whatever the template says, "Sponsored" stands first and the tracked link is there.

import type { WireApp } from "#lib/promotions/client/wire.ts";

export const sponsoredLabel = "Sponsored";

const placeholder = /\{(appName|shortDescription|longDescription|ctaUrl)\}/g;

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, Math.max(0, most - 1));
  // Half of a surrogate pair is no character.
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole.trimEnd()}…`;
}

/**
 * The text of a post, no longer than `lengthMax`: the label, the variant's words with their placeholders filled, and
 * the tracked link. Only the words are shortened, never the label or the link.
 */
export function composePost(
  { appName, shortDescription, longDescription, campaign }: WireApp,
  lengthMax: number,
): string {
  const fields: Readonly<Record<string, string>> = {
    appName,
    shortDescription,
    longDescription: longDescription ?? shortDescription,
    // Set apart below, where shortening cannot reach it.
    ctaUrl: "",
  };
  const template = campaign.messageTemplate?.trim() || "{appName}: {shortDescription}";
  const words = template.replace(placeholder, (_, name: string) => fields[name] ?? "").trim();
  const head = `${sponsoredLabel}\n`;
  const tail = `\n${campaign.ctaUrl}`;
  return `${head}${shortened(words, lengthMax - head.length - tail.length)}${tail}`;
}
