import { describe, expect, it } from "vitest";
import { initialState, type PlayerEvent, playerReducer } from "#components/player/player-state.ts";
import { type Allowance, buttonOf, statusOf } from "#components/player/player-view.ts";
import { texts } from "#components/player/texts.ts";
import type { GameView, PlayView } from "#lib/plays/contract.ts";
import type { PageGame, PlayerPage } from "#lib/plays/player-page-view.ts";

const A = "6f9d1c1e-0000-4000-8000-00000000000a";
const view: GameView = {
  gameId: "6f9d1c1e-0000-4000-8000-000000000001",
  state: "live",
  startsAt: "2026-11-20T17:00:00Z",
  endsAt: "2026-11-22T21:00:00Z",
  opensAt: null,
  left: 412,
  total: 1000,
  lagS: 0,
};

function pageWith(game: Partial<PageGame> = {}, page: Partial<PlayerPage> = {}): PlayerPage {
  return {
    isRehearsal: false,
    campaignId: A,
    slug: "friday",
    title: "Friday Weekend",
    subtitle: "",
    timeZone: "Europe/Berlin",
    enamel: "#B9290F",
    bulb: "#FFC02E",
    winText: "",
    loseText: "",
    consolation: "",
    minimumAge: 0,
    consentText: "",
    oddsLine: "",
    otherGames: [],
    ...page,
    game: {
      id: view.gameId,
      slug: "reel",
      name: "Reel",
      revealSeconds: 10,
      playsPerPlayer: 1,
      playsPerDay: true,
      whoMayPlay: "anonymous",
      prizes: [],
      view,
      ...game,
    },
  };
}

const lose: PlayView = { playId: A, state: "LOSE", faces: [0, 1, 2] };
const pulled: PlayerEvent = { type: "pull", playId: A };
const lost: PlayerEvent[] = [pulled, { type: "result", view: lose }, { type: "landed", playId: A }];
const once: Allowance = { used: 1, isLastDay: false };

function stateAfter(...events: PlayerEvent[]) {
  return events.reduce(playerReducer, initialState(view, false));
}

const refused = (code: string, retryable = false): PlayerEvent => ({
  type: "refused",
  playId: A,
  refusal: { code, sentence: "Not taken.", retryable, retryAfterS: 3 },
});

describe("what the page says", () => {
  it.each([
    [{ playsPerPlayer: 1, playsPerDay: true }, "One play per person today. Counted per browser."],
    [{ playsPerPlayer: 3, playsPerDay: true }, "3 plays per person and day. Counted per browser."],
    [{ playsPerPlayer: 1, playsPerDay: false }, "One play per person. Counted per browser."],
  ])("says how often one may play: %o", (game, sentence) => {
    expect(statusOf(stateAfter(), pageWith(game), { used: 0, isLastDay: false })).toBe(sentence);
  });

  it("says when a game opens again", () => {
    const closed = (opensAt: string | null): PlayerEvent => ({
      type: "game",
      view: { state: "not_open", opensAt },
    });
    const state = stateAfter(closed("2026-11-22T08:00:00Z"));
    expect(statusOf(state, pageWith(), { used: 0, isLastDay: false })).toBe(
      "Closed at this hour. Opens again Sun 09:00 (Berlin).",
    );
    expect(buttonOf(state, pageWith(), { used: 0, isLastDay: false })).toEqual({
      label: "Closed",
      action: "none",
    });
    expect(statusOf(stateAfter(closed(null)), pageWith(), once)).toBe(
      "Closed. It does not open again before it ends.",
    );
  });

  it("names the next play of a daily game, and none on its last day", () => {
    const page = pageWith();
    expect(statusOf(stateAfter(...lost), page, once)).toBe(
      "No coupon this time. Next play: tomorrow, 00:00 (Berlin).",
    );
    expect(statusOf(stateAfter(...lost), page, { ...once, isLastDay: true })).toBe(
      "No coupon this time. That was the last day of this game.",
    );
  });

  it("promises nothing when the game ended meanwhile", () => {
    const state = stateAfter(...lost, { type: "game", view: { state: "ended" } });
    expect(statusOf(state, pageWith(), once)).toBe("No coupon this time.");
    expect(buttonOf(state, pageWith(), once)).toEqual({ label: "Closed", action: "none" });
  });

  it("uses the campaign's own words for a loss", () => {
    const page = pageWith({}, { loseText: "Nothing in the drum." });
    expect(statusOf(stateAfter(...lost), page, once)).toMatch(/^Nothing in the drum\. Next play/);
    const kind = pageWith({}, { consolation: "Say THANKS for 10 % off." });
    expect(statusOf(stateAfter(...lost), kind, once)).toMatch(
      /^No coupon this time\. Say THANKS for 10 % off\. Next play/,
    );
  });

  it("calls a play safe only when the server has it", () => {
    const late: PlayerEvent = { type: "late", playId: A };
    const rest: PlayerEvent = { type: "rest", playId: A };
    const accepted: PlayerEvent = { type: "accepted", playId: A };
    expect(statusOf(stateAfter(pulled, late), pageWith(), once)).toMatch(/^Connection lost/);
    expect(statusOf(stateAfter(pulled, accepted, late), pageWith(), once)).toBe(
      "Taking longer than usual. Your play is safe.",
    );
    expect(statusOf(stateAfter(pulled, accepted, rest), pageWith(), once)).toMatch(
      /^We have your play\./,
    );
  });

  it("says that the connection is lost only while something is waited for", () => {
    const offline: PlayerEvent = { type: "connection", online: false };
    expect(statusOf(stateAfter(offline), pageWith(), once)).toMatch(/^One play/);
    expect(statusOf(stateAfter(pulled, offline), pageWith(), once)).toMatch(/^Connection lost/);
    expect(statusOf(stateAfter(...lost, offline), pageWith(), once)).toMatch(/^No coupon/);
  });

  it("says why a play was not taken and when to try again", () => {
    const limit = stateAfter(pulled, refused("play_limit"));
    expect(statusOf(limit, pageWith(), once)).toBe(
      "Not taken. Next play: tomorrow, 00:00 (Berlin).",
    );
    expect(buttonOf(limit, pageWith(), once).label).toBe("Back tomorrow");
    const busy = stateAfter(pulled, refused("backlog", true));
    expect(statusOf(busy, pageWith(), once)).toBe("Not taken. Try again in 3 s.");
  });
});

describe("what the button does", () => {
  it("pulls, waits, reveals and offers another pull in turn", () => {
    const page = pageWith({ playsPerPlayer: 2 });
    const accepted = stateAfter(pulled, { type: "accepted", playId: A });
    expect(buttonOf(stateAfter(), page, once).action).toBe("pull");
    expect(buttonOf(stateAfter(pulled), page, once).action).toBe("none");
    expect(buttonOf(accepted, page, once).action).toBe("none");
    expect(buttonOf(stateAfter(pulled, { type: "result", view: lose }), page, once)).toEqual({
      label: "Reveal now",
      action: "hurry",
    });
    expect(buttonOf(stateAfter(...lost), page, once).action).toBe("again");
    expect(buttonOf(stateAfter(...lost), page, { ...once, used: 2 }).action).toBe("none");
  });
});

it("counts coupons as people write large numbers", () => {
  const said = [0, 1, 999, 1_000, 12_345, 1_000_000].map(texts.left);
  expect(said.map((line) => line.split(" ")[0])).toEqual([
    "0",
    "1",
    "999",
    "1,000",
    "12,345",
    "1,000,000",
  ]);
});
