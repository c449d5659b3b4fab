import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { OtherGames } from "#components/player/other-games.tsx";

const now = new Date("2026-11-20T12:00:00Z");
const games = [
  { slug: "over", name: "Over", startsAt: "2026-11-18T00:00:00Z", endsAt: "2026-11-20T11:00:00Z" },
  { slug: "on", name: "On now", startsAt: "2026-11-20T08:00:00Z", endsAt: "2026-11-21T21:00:00Z" },
  { slug: "soon", name: "Soon", startsAt: "2026-11-22T08:00:00Z", endsAt: "2026-11-23T21:00:00Z" },
];
const show = (otherGames: typeof games, embedded = false) => {
  const page = { slug: "autumn", timeZone: "Europe/Berlin", otherGames };
  return renderToStaticMarkup(createElement(OtherGames, { page, now, embedded }));
};

it("names the games that are on or will be, and says which", () => {
  const html = show(games);
  expect(html).toContain('href="/p/autumn/on">On now</a> closes Sat 22:00 (Berlin)');
  expect(html).toContain('href="/p/autumn/soon">Soon</a> opens Sun 09:00 (Berlin)');
  expect(html).not.toContain("Over");
  expect(html).not.toContain("_blank");
});

it("is not there without any, and leaves a foreign frame alone", () => {
  expect(show([])).toBe("");
  expect(show(games.slice(0, 1))).toBe("");
  expect(show(games, true)).toContain('target="_blank"');
});
