import type { CampaignDoc, FieldChange } from "#lib/campaigns/contract.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";

// What may change once a campaign is published. The first pattern that fits a path decides; `*` is one step.

export type LiveFieldRule =
  | { readonly effect: "at_once" }
  | { readonly effect: "locked"; readonly why: string };

export interface LiveChanges {
  readonly atOnce: readonly FieldChange[];
  readonly locked: readonly (FieldChange & { readonly why: string })[];
}

const committed =
  "It is part of the commitment players can check. Withdraw the campaign before its start to change it.";
const shared = "Links and codes with this address are out already.";
const counted = "Plays were counted by it already.";

const atOnce: LiveFieldRule = { effect: "at_once" };
const locked = (why: string): LiveFieldRule => ({ effect: "locked", why });

const table: readonly (readonly [pattern: RegExp, rule: LiveFieldRule])[] = [
  [/^(name|endsAt|hallMode)$/, atOnce],
  [/^look\./, atOnce],
  [/^rules\.minimumAge$/, locked(committed)],
  [/^rules\./, atOnce],
  [/^slug$/, locked(shared)],
  [/^timeZone$/, locked(counted)],
  [/^startsAt$/, locked("The campaign is published with this start.")],
  [/^games\.\d+\.(name|revealSeconds|playsPerPlayer)$/, atOnce],
  // The chain gets a revision for these, which whoever checks the game follows.
  [/^games\.\d+\.pacing\.plan(\.|$)/, atOnce],
  [/^games\.\d+\.pacing\.alertLeft$/, atOnce],
  [/^games\.\d+\.prizes\.\d+\.quantity$/, atOnce],
  [/^games\.\d+\.slug$/, locked(shared)],
  [/^games\.\d+\.playsPerDay$/, locked(counted)],
  [/^games\.\d+\.prizes\.\d+\.(name|poolId|valueMinor|currency)$/, atOnce],
  [/^games\.\d+\.prizes\.\d+\.template\./, atOnce],
];

/** Whether a field of a published campaign takes effect at once, or why it is locked. */
export function liveFieldRule(path: string): LiveFieldRule {
  return table.find(([pattern]) => pattern.test(path))?.[1] ?? locked(committed);
}

/** Sorts an edit of a published campaign. A whole new game is fine: it gets its own commitment. */
export function liveChanges(before: CampaignDoc, after: CampaignDoc): LiveChanges {
  const changes = diffDocs(before, after).map((change) => {
    const isNewGame = /^games\.\d+$/.test(change.path) && change.before === "";
    return { change, rule: isNewGame ? atOnce : liveFieldRule(change.path) };
  });
  return {
    atOnce: changes.filter(({ rule }) => rule.effect === "at_once").map(({ change }) => change),
    locked: changes.flatMap(({ change, rule }) =>
      rule.effect === "locked" ? [{ ...change, why: rule.why }] : [],
    ),
  };
}

/**
 * The current document with everything of `target` that may still change: what restoring a revision means live. Games
 * that are over at `nowMs` keep their plan and their quantities.
 */
export function mergeAtOnce(current: CampaignDoc, target: CampaignDoc, nowMs: number): CampaignDoc {
  return {
    ...current,
    name: target.name,
    hallMode: target.hallMode,
    look: target.look,
    rules: { ...target.rules, minimumAge: current.rules.minimumAge },
    games: current.games.map((game) => {
      const old = target.games.find(({ id }) => id === game.id);
      if (!old) return game;
      const isOver = Date.parse(game.endsAt) <= nowMs;
      const prizes = game.prizes.map((prize) => {
        const before = old.prizes.find(({ id }) => id === prize.id);
        if (!before) return prize;
        const { name, poolId, valueMinor, currency, template } = before;
        const { quantity } = isOver ? prize : before;
        return { ...prize, name, poolId, valueMinor, currency, template, quantity };
      });
      const { name, revealSeconds, playsPerPlayer } = old;
      const { alertLeft } = pacingOf(old);
      const { plan } = pacingOf(isOver ? game : old);
      const pacing = { ...pacingOf(game), plan, alertLeft };
      return { ...game, name, revealSeconds, playsPerPlayer, prizes, pacing };
    }),
  };
}
