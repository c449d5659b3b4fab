// What the page that checks a play says, in plain words.

import type { StepName } from "#lib/plays/proof/check-play.ts";

export const stepTexts: Readonly<Record<StepName, { title: string; words: string }>> = {
  commitment: {
    title: "The game ran on what was promised",
    words:
      "Before the game we published a fingerprint of its secret seed, its settings and its plan. The seed is public now: seed and settings together give that very fingerprint, so neither was changed afterwards.",
  },
  draw: {
    title: "The draw is yours",
    words:
      "Seed, game, your play's id, its number and the salt of the database make one number between 0 and 1. Your browser made it again; it has to be the number in the log.",
  },
  outcome: {
    title: "The draw decides the prize",
    words:
      "Each prize line held a share of the chance at that moment. The first line whose summed share lies above the draw wins; above all of them there is no prize.",
  },
  leaf: {
    title: "The row of this play",
    words:
      "Everything about the decision in one line of text: the game, the ordinal, the play, a stand-in for the player, time, chances and draw. Its hash is a leaf of the batch.",
  },
  root: {
    title: "The row stands in its batch",
    words:
      "The leaf is joined with its neighbours, pair by pair, and at the end with the list of coupons the batch gave out. The result has to be the root in the chain: one changed letter in any row of the batch would give another.",
  },
  entry: {
    title: "The batch stands in the chain",
    words:
      "Each entry of the game's chain seals the one before it. This is the entry of the play's batch, made again from the entry before.",
  },
  later: {
    title: "What was said about this play later",
    words:
      "Entries further on that name the play: a prize without a coupon left, a coupon taken back, a play that could not be decided, or a second chance at the close.",
  },
  chain: {
    title: "The chain leads to a signed head",
    words:
      "From this entry on your browser made every hash out of the one before, up to a head that was signed.",
  },
  signature: {
    title: "The head is signed",
    words:
      "The head carries our signature. Whoever noted a head or the key earlier can tell whether this is still the same chain.",
  },
};

export const verifyTexts = {
  title: "Check a play",
  playLabel: "Play",
  checking: "Your browser is computing this play again.",
  verified: "This play is genuine",
  verifiedWords: "Your browser has just computed it again, from the public record alone.",
  mismatch: "This play does not add up",
  mismatchWords:
    "The public record and what your browser computed differ. The step in red is the first place to look. Keep this page and tell the organiser.",
  voided: "This play is void",
  voidWords: (reason: string) => `${voidReasons[reason] ?? `Reason: ${reason}.`}`,
  pending: "Not to be checked yet",
  pendingWords: (when: string) =>
    `The game's seed is still secret: it would tell who is going to win. It is published when the game is over, every play is decided and every player has seen their result. The game ends ${when}.`,
  unknown: "No such play",
  unknownWords:
    "There is no play with this id. Ids have 36 letters, digits and hyphens; the link from your ticket or your game is the surest way here.",
  unreachable: "The record could not be read. Check your connection and try again.",
  noCrypto:
    "Your browser computes hashes only on pages served by https. Open this page by https, or check the whole game with the command below.",
  retry: "Try again",
  won: (prize: string, brand: string) => `Won: ${prize} at ${brand}.`,
  lost: "No coupon.",
  noCouponLeft: "The draw chose a prize whose coupons were all gone, so there was no coupon.",
  winLimit: "The draw chose a prize, but the player had won as often as the game allows.",
  takenBack: "The coupon was taken back by the organiser before it was shown.",
  secondChance: "Second chance",
  secondChanceWords: (rank: number, seq: number) =>
    `At the close of the game coupons were left. This play was number ${rank} in the drawing for them and got one; the result above stays what it was. Entry ${seq} of the chain.`,
  steps: "The steps",
  input: "Computed from",
  computed: "Computed here",
  claimed: "In the record",
  right: "agrees",
  wrong: "differs",
  open: "not checked",
  openChain: "No head that covers this entry is signed yet.",
  openSignature: "This browser does not know Ed25519, or no head is signed yet.",
  byHand: "Check the whole game yourself",
  byHandWords:
    "The log of the game holds every play without any player. The command below needs no connection and computes all of it again.",
  log: "Download the log",
  fairness: "How this game is drawn",
  backToGame: "Back to the game",
  noScript:
    "Your browser has to run scripts to compute this play. Without them, check the whole game:",
} as const;

const voidReasons: Readonly<Record<string, string>> = {
  POISON: "It could not be decided. The attempt was given back to the player.",
  TAKEN_BACK: "Its coupon was taken back by the organiser before it was shown.",
};
