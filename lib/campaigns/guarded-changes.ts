import type { CampaignDoc, FieldChange, PrizeDoc, SavedDraft } from "#lib/campaigns/contract.ts";

/** A change of a published campaign: in force, or waiting for a second person. */
export interface SavedLive extends SavedDraft {
  readonly revision: number;
  /** The request that the change became; null when it is in force. */
  readonly approvalId: string | null;
}

/** A prize line as it would stand afterwards: exactly what the guard of the database lets pass. */
export interface GuardedPrize {
  readonly id: string;
  readonly gameId: string;
  readonly quantity: number;
  readonly poolId: string | null;
}

function isGuarded(prize: PrizeDoc, before: PrizeDoc | undefined): boolean {
  return !before || prize.quantity > before.quantity || prize.poolId !== before.poolId;
}

/**
 * The prize lines of a published campaign that would give out more than before, or out of another pool; those of a
 * game that is added are among them. Less of a prize, and every other field, is one person's business.
 */
export function guardedPrizes(before: CampaignDoc, after: CampaignDoc): GuardedPrize[] {
  return after.games.flatMap((game) => {
    const old = before.games.find(({ id }) => id === game.id);
    return game.prizes
      .filter((prize) =>
        isGuarded(
          prize,
          old?.prizes.find(({ id }) => id === prize.id),
        ),
      )
      .map(({ id, quantity, poolId }) => ({ id, gameId: game.id, quantity, poolId }));
  });
}

export type PoolNames = ReadonlyMap<string, string>;

/** The lines of a request for people: pools by their names, and the prizes of added games, which no diff lists. */
export function requestLines(
  before: CampaignDoc,
  after: CampaignDoc,
  { changes, pools }: { readonly changes: readonly FieldChange[]; readonly pools: PoolNames },
): FieldChange[] {
  const named = (text: string) => pools.get(text) ?? text;
  const diffed = changes.map((change) =>
    change.path.endsWith(".poolId")
      ? { ...change, before: named(change.before), after: named(change.after) }
      : change,
  );
  const added = after.games.flatMap((game, at) => {
    if (before.games.some(({ id }) => id === game.id)) return [];
    return game.prizes.flatMap((prize, index) => {
      const path = `games.${at}.prizes.${index}`;
      const where = `${game.name}, ${prize.name}`;
      const pool = prize.poolId === null ? "none" : named(prize.poolId);
      return [
        {
          path: `${path}.quantity`,
          label: `Quantity of ${where}`,
          before: "",
          after: `${prize.quantity}`,
        },
        { path: `${path}.poolId`, label: `Coupon pool of ${where}`, before: "", after: pool },
      ];
    });
  });
  return [...diffed, ...added];
}
