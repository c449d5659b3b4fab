import { expect, test } from "vitest";
import { timelineOf } from "#lib/plays/draw-timeline.ts";

const accepted = "2026-11-20T17:00:00.000000Z";
const none = { decidedAt: null, reservedAt: null, issuedAt: null, redeemedAt: null };

test("a play that waits has been accepted and knows when it may be shown", () => {
  const steps = timelineOf({
    ...none,
    acceptedAt: accepted,
    revealAt: "2026-11-20T17:00:05.000000Z",
  });
  expect(steps).toEqual([
    { name: "Accepted", at: accepted, afterMs: null },
    { name: "May be shown", at: "2026-11-20T17:00:05.000000Z", afterMs: 5000 },
  ]);
});

test("a late decision stands after the moment it should have been shown", () => {
  const steps = timelineOf({
    ...none,
    acceptedAt: accepted,
    revealAt: "2026-11-20T17:00:05.000000Z",
    decidedAt: "2026-11-20T17:00:07.250000Z",
  });
  expect(steps.map((step) => step.name)).toEqual(["Accepted", "May be shown", "Decided"]);
  expect(steps.at(-1)?.afterMs).toBe(2250);
});
