// What the page says and what its one button does, from the state alone.

import { type Phase, type PlayerState, phaseOf } from "#components/player/player-state.ts";
import { texts } from "#components/player/texts.ts";
import { weekMoment, zoneCity } from "#components/player/when.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

export type ButtonAction = "pull" | "hurry" | "again" | "save" | "remind" | "none";

export interface ButtonView {
  readonly label: string;
  readonly action: ButtonAction;
}

export interface Allowance {
  /** Plays this browser remembers: of the game, or of the day where plays count per day. */
  readonly used: number;
  /** The game closes before another day begins. */
  readonly isLastDay: boolean;
}

export function hasPlaysLeft(page: PlayerPage, allowance: Allowance): boolean {
  return allowance.used < page.game.playsPerPlayer;
}

const buttons: Readonly<Record<Exclude<Phase, "won" | "lost" | "void" | "refused">, ButtonView>> = {
  scheduled: { label: texts.remindMe, action: "remind" },
  paused: { label: texts.wait, action: "none" },
  sold_out: { label: texts.closed, action: "none" },
  not_open: { label: texts.closed, action: "none" },
  ended: { label: texts.closed, action: "none" },
  gate: { label: texts.pull, action: "pull" },
  ready: { label: texts.pull, action: "pull" },
  pulled: { label: texts.drawing, action: "none" },
  accepted: { label: texts.drawing, action: "none" },
  late: { label: texts.drawing, action: "none" },
  resting: { label: texts.drawing, action: "none" },
  known: { label: texts.revealNow, action: "hurry" },
};

export function buttonOf(state: PlayerState, page: PlayerPage, allowance: Allowance): ButtonView {
  const phase = phaseOf(state);
  switch (phase) {
    case "won":
      return { label: texts.saveCoupon, action: "save" };
    case "void":
      return { label: texts.pullAgain, action: "again" };
    case "lost":
      return afterLoss(state, page, allowance);
    case "refused":
      if (state.refusal?.retryable) return { label: texts.wait, action: "none" };
      return noMore(page, allowance);
    default:
      return buttons[phase];
  }
}

function afterLoss(state: PlayerState, page: PlayerPage, allowance: Allowance): ButtonView {
  if (state.game.state !== "live") return { label: texts.closed, action: "none" };
  if (hasPlaysLeft(page, allowance)) return { label: texts.pullAgain, action: "again" };
  return noMore(page, allowance);
}

function noMore(page: PlayerPage, allowance: Allowance): ButtonView {
  const tomorrow = page.game.playsPerDay && !allowance.isLastDay;
  return { label: tomorrow ? texts.backTomorrow : texts.played, action: "none" };
}

/** The one line that carries everything, for eyes and screen readers alike. */
export function statusOf(state: PlayerState, page: PlayerPage, allowance: Allowance): string {
  const phase = phaseOf(state);
  if (!state.online && waiting.has(phase)) return texts.reconnecting;
  switch (phase) {
    case "scheduled":
    case "gate":
    case "ready":
      return allowanceLine(page);
    case "pulled":
      return texts.pulled;
    case "late":
    case "resting":
      // "Safe" is said of plays the server has, and of no others.
      return state.play?.accepted ? texts[phase] : texts.reconnecting;
    case "won":
      return wonLine(state, page);
    case "lost":
      return lostLine(state, page, allowance);
    case "void":
      return texts.voided;
    case "sold_out":
      return texts.soldOut;
    case "not_open":
      return openingLine(state, page);
    case "refused":
      return refusedLine(state, page, allowance);
    default:
      return texts[phase];
  }
}

const waiting: ReadonlySet<Phase> = new Set(["pulled", "accepted", "late", "resting"]);

function openingLine({ game }: PlayerState, page: PlayerPage): string {
  return game.opensAt === null
    ? texts.neverAgain
    : texts.opensAgain(weekMoment(new Date(game.opensAt), page.timeZone));
}

export function allowanceLine(page: PlayerPage): string {
  const { playsPerPlayer: plays, playsPerDay, whoMayPlay } = page.game;
  const line = playsPerDay
    ? plays === 1
      ? texts.onePerDay
      : texts.perDay(plays)
    : plays === 1
      ? texts.onePlay
      : texts.plays(plays);
  return `${line} ${whoMayPlay === "identified" ? texts.identified : texts.perBrowser}`;
}

function wonLine(state: PlayerState, page: PlayerPage): string {
  const result = state.play?.result;
  if (result?.state !== "WIN") return "";
  const line = texts.won(result.prize.headline, result.prize.brand);
  return page.winText ? `${page.winText} ${line}` : line;
}

function lostLine(state: PlayerState, page: PlayerPage, allowance: Allowance): string {
  const line = [page.loseText || texts.lost, page.consolation].filter(Boolean).join(" ");
  const result = state.play?.result;
  if (result?.state === "LOSE" && result.award) {
    const { headline, brand } = result.award.prize;
    return `${line} ${texts.secondChance(headline, brand)}`;
  }
  return `${line} ${nextPlay(state, page, allowance)}`.trim();
}

function nextPlay(state: PlayerState, page: PlayerPage, allowance: Allowance): string {
  if (state.game.state === "not_open") return openingLine(state, page);
  if (state.game.state !== "live") return "";
  if (!state.refusal && hasPlaysLeft(page, allowance)) return texts.playAgain;
  if (!page.game.playsPerDay) return texts.noMorePlays;
  return allowance.isLastDay ? texts.lastDay : texts.nextTomorrow(zoneCity(page.timeZone));
}

function refusedLine(state: PlayerState, page: PlayerPage, allowance: Allowance): string {
  const refusal = state.refusal;
  if (!refusal) return "";
  if (refusal.retryable) return `${refusal.sentence} ${texts.tryIn(refusal.retryAfterS)}`;
  const daily = refusal.code === "play_limit" && page.game.playsPerDay;
  return daily
    ? `${refusal.sentence} ${nextPlay(state, page, allowance)}`.trim()
    : refusal.sentence;
}
