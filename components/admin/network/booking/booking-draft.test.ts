import { expect, test } from "vitest";
import {
  appIdOf,
  newBooking,
  toBooking,
  toQuote,
} from "#components/admin/network/booking/booking-draft.ts";
import { bookPromotionSchema, quoteSchema } from "#lib/promotions/booking-contract.ts";

const now = Date.UTC(2026, 10, 20, 17, 20, 31);

test("a new booking starts with the minute it is written in and runs a week", () => {
  const draft = newBooking(now, "Europe/Berlin");
  expect(draft.startsAt).toBe("2026-11-20T17:20:00.000Z");
  expect(draft.endsAt).toBe("2026-11-27T17:20:00.000Z");
});

test("what is typed becomes what the schemas take", () => {
  const draft = {
    ...newBooking(now, "UTC"),
    appName: "Kite Run!",
    shortDescription: "A game of wind",
    ctaUrl: "https://kite.example/run",
    regions: " EU, , NA ",
    languages: "en",
    price: 19.99,
  };
  expect(quoteSchema.parse(toQuote(draft)).regions).toEqual(["EU", "NA"]);
  const booking = bookPromotionSchema.parse(
    toBooking(draft, { asDraft: false, acceptShortfall: false }),
  );
  expect(booking).toMatchObject({ appId: "kite-run", priceMinor: 1999, servers: 5 });
});

test("an app id that somebody typed is kept, and a promoted campaign needs no address", () => {
  expect(appIdOf({ appId: " app_9 ", appName: "Nine" })).toBe("app_9");
  const draft = {
    ...newBooking(now, "UTC"),
    ctaUrl: "https://left.example",
    promotedCampaignId: crypto.randomUUID(),
  };
  expect(toBooking(draft, { asDraft: true, acceptShortfall: false }).ctaUrl).toBe("");
});
