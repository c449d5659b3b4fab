import type { AdInput } from "#lib/ads/contract.ts";

export interface WordingDraft {
  readonly title: string;
  readonly description: string;
  readonly callToAction: string;
}

/** What is typed, as it is typed; `toAd` makes of it what is sent. */
export interface AdDraft extends WordingDraft {
  readonly genre: string;
  /** Words with commas between them. */
  readonly targetAudience: string;
  readonly visualElements: string;
  readonly duration: number;
  readonly priority: number;
  readonly webhookUrl: string;
  readonly variants: readonly WordingDraft[];
}

export function newAdDraft(given?: AdInput): AdDraft {
  return {
    title: given?.title ?? "",
    description: given?.description ?? "",
    callToAction: given?.callToAction ?? "",
    genre: given?.genre ?? "",
    targetAudience: given?.targetAudience.join(", ") ?? "",
    visualElements: given?.visualElements.join(", ") ?? "",
    duration: given?.duration ?? 30,
    priority: given?.priority ?? 3,
    webhookUrl: given?.webhookUrl ?? "",
    variants: given?.variants ?? [],
  };
}

function words(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

export function toAd(draft: AdDraft): AdInput {
  const { webhookUrl, targetAudience, visualElements, variants, ...rest } = draft;
  return {
    ...rest,
    targetAudience: words(targetAudience),
    visualElements: words(visualElements),
    variants: [...variants],
    ...(webhookUrl.trim() ? { webhookUrl: webhookUrl.trim() } : {}),
  };
}
