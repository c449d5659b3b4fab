import fc from "fast-check";
import { expect, it } from "vitest";
import type { WireApp } from "#lib/promotions/client/wire.ts";
import { composePost } from "#lib/promotions/promoter/compose-post.ts";

function app(messageTemplate: string, ctaUrl = "https://promo.example/go/abc"): WireApp {
  return {
    appId: "hv",
    appName: "Heroes",
    shortDescription: "Good against bad",
    campaign: { campaignId: "c", startDate: 0, endDate: 1, ctaUrl, messageTemplate },
  };
}

it("fills the template between the label and the tracked link", () => {
  expect(composePost(app("{appName}: {shortDescription}!"), 2_000)).toBe(
    "Sponsored\nHeroes: Good against bad!\nhttps://promo.example/go/abc",
  );
});

it("leaves unknown placeholders and dollar signs as they are", () => {
  expect(composePost(app("{price} $& {appName}"), 2_000)).toContain("{price} $& Heroes");
});

it("keeps label and link whole, whatever the words and however short the post", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 4_000 }),
      fc.integer({ min: 120, max: 4_096 }),
      (words, most) => {
        const text = composePost(app(words), most);
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text.startsWith("Sponsored\n")).toBe(true);
        expect(text.endsWith("\nhttps://promo.example/go/abc")).toBe(true);
        expect(encodeURIComponent(text)).not.toBe("");
      },
    ),
  );
});
