import { expect, test } from "vitest";
import {
  docPathOf,
  fieldId,
  moved,
  readPath,
  writePath,
} from "#components/admin/editor/doc-path.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";

const doc = {
  name: "Friday",
  games: [
    { name: "Reel", prizes: [{ quantity: 5 }] },
    { name: "Late", prizes: [] },
  ],
} as unknown as CampaignDoc;

test("one spot is replaced and the rest is shared", () => {
  const next = writePath(doc, "games.0.prizes.0.quantity", 9);
  expect(readPath(next, "games.0.prizes.0.quantity")).toBe(9);
  expect(readPath(doc, "games.0.prizes.0.quantity")).toBe(5);
  expect(next.games[1]).toBe(doc.games[1]);
});

test("a path that leads nowhere reads as undefined", () => {
  expect(readPath(doc, "games.7.name")).toBeUndefined();
  expect(readPath(doc, "name.deeper")).toBeUndefined();
});

test("paths of refused fields become paths of the document and ids of the page", () => {
  expect(docPathOf("doc.games[0].prizes[2].name")).toBe("games.0.prizes.2.name");
  expect(fieldId("games.0.prizes.2.name")).toBe("games-0-prizes-2-name");
});

test("moving keeps every element", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
});
