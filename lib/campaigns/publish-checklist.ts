import type { ChecklistFacts, ChecklistLine } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc, GameDoc } from "#lib/campaigns/contract.ts";
import { isReadable, nearestReadable } from "#lib/campaigns/contrast.ts";
import { checkPacing } from "#lib/campaigns/pacing-checks.ts";
import { checkPools, checkPrizes } from "#lib/campaigns/prize-checks.ts";
import { isTimeZone } from "#lib/campaigns/zoned-time.ts";

/** From this value on, limits per browser are no protection worth the name. */
const identifiedFromMinor = 2_000;

type Say = (severity: ChecklistLine["severity"], path: string, message: string) => void;

/** Anchors of the editor's five sections and of single fields are the paths themselves. */
function linkOf(path: string): string {
  return `#${path.replaceAll(".", "-")}`;
}

function checkBasics(doc: CampaignDoc, facts: ChecklistFacts, say: Say): void {
  if (doc.name.trim() === "") say("error", "name", "Give the campaign a name.");
  if (facts.slugTaken) say("error", "slug", "Another campaign has this address. Choose another.");
  if (!isTimeZone(doc.timeZone)) say("error", "timeZone", "Choose a time zone that exists.");
  if (Date.parse(doc.endsAt) <= Date.parse(doc.startsAt)) {
    say("error", "endsAt", "The campaign must end after it starts.");
  } else if (Date.parse(doc.endsAt) <= facts.nowMs) {
    say("error", "endsAt", "The end has passed already.");
  }
  if (doc.games.length === 0) say("error", "games", "Add at least one game.");
}

function checkGame(
  doc: CampaignDoc,
  game: GameDoc,
  at: string,
  { nowMs, partnerKeys }: ChecklistFacts,
  say: Say,
): void {
  const start = Date.parse(game.startsAt);
  const end = Date.parse(game.endsAt);
  if (game.name.trim() === "") say("error", `${at}.name`, "Give the game a name.");
  if (end - start < 60_000) {
    say("error", `${at}.endsAt`, "The game must last at least one minute.");
  } else if (end <= nowMs) {
    say("error", `${at}.endsAt`, "The end of this game has passed already.");
  } else if (start < Date.parse(doc.startsAt) || end > Date.parse(doc.endsAt)) {
    say("error", `${at}.startsAt`, "The game lies outside the campaign's window.");
  }
  // A warning: a key may be made after publishing, and players can be signed in from that moment on.
  if (game.whoMayPlay === "identified" && partnerKeys === 0) {
    say(
      "warning",
      `${at}.whoMayPlay`,
      "Only identified players may play, and no partner key signs any in: nobody can play. An admin makes one under Settings → Partner keys.",
    );
  }
  const most = Math.max(0, ...game.prizes.map((prize) => prize.valueMinor));
  if (game.whoMayPlay === "anonymous" && most >= identifiedFromMinor) {
    say(
      "warning",
      `${at}.whoMayPlay`,
      "Anybody may play: limits count browsers, not people. Let only identified players in for prizes of this value.",
    );
  } else if (game.whoMayPlay === "anonymous" && !doc.hallMode) {
    say(
      "warning",
      `${at}.whoMayPlay`,
      "Anybody may play: limits count browsers and networks, not people.",
    );
  }
}

function checkGames(doc: CampaignDoc, facts: ChecklistFacts, say: Say): void {
  const slugs = new Map<string, number>();
  for (const [index, game] of doc.games.entries()) {
    const at = `games.${index}`;
    checkGame(doc, game, at, facts, say);
    const twin = slugs.get(game.slug);
    if (twin !== undefined)
      say("error", `${at}.slug`, `Game ${twin + 1} has this address already.`);
    slugs.set(game.slug, index);
    const overlapped = doc.games.slice(0, index).findIndex((other) => overlap(game, other));
    if (overlapped >= 0) {
      say("warning", `${at}.startsAt`, `It runs at the same time as game ${overlapped + 1}.`);
    }
    checkPrizes(game, at, facts, say);
  }
}

function overlap(a: GameDoc, b: GameDoc): boolean {
  return (
    Date.parse(a.startsAt) < Date.parse(b.endsAt) && Date.parse(b.startsAt) < Date.parse(a.endsAt)
  );
}

function checkLookAndRules(doc: CampaignDoc, say: Say): void {
  if (doc.look.title.trim() === "") say("warning", "look.title", "Players see no title yet.");
  if (!isReadable(doc.look.enamel)) {
    say(
      "error",
      "look.enamel",
      `White text does not read well on this colour. The nearest that works is ${nearestReadable(doc.look.enamel)}.`,
    );
  }
  if (doc.rules.officialRules.trim() === "") {
    say("warning", "rules.officialRules", "There are no official rules yet.");
  }
}

/** Everything between a draft and its publication, in the order of the page. No errors: it may go live. */
export function publishChecklist(doc: CampaignDoc, facts: ChecklistFacts): ChecklistLine[] {
  const lines: ChecklistLine[] = [];
  const say: Say = (severity, path, message) =>
    lines.push({ severity, path, message, link: linkOf(path) });
  checkBasics(doc, facts, say);
  checkGames(doc, facts, say);
  checkPools(doc, facts, say);
  if (isTimeZone(doc.timeZone)) checkPacing(doc, say);
  checkLookAndRules(doc, say);
  return lines;
}

export function isPublishable(lines: readonly ChecklistLine[]): boolean {
  return lines.every((line) => line.severity !== "error");
}
