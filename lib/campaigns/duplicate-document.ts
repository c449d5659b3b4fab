import type { CampaignDoc, GameDoc } from "#lib/campaigns/contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { shiftWeeks } from "#lib/campaigns/zoned-time.ts";

const weekMs = 7 * 24 * 3_600_000;

export interface DuplicateInput {
  readonly slug: string;
  readonly nowMs: number;
  readonly newId: () => string;
}

/** The same document with games and prizes of their own: an id that was committed to in public is never used again. */
export function withFreshIds(doc: CampaignDoc, newId: () => string): CampaignDoc {
  return { ...doc, games: doc.games.map((game) => freshGame(game, newId)) };
}

function freshGame(game: GameDoc, newId: () => string): GameDoc {
  const fresh = new Map(game.prizes.map(({ id }) => [id, newId()]));
  const { moments } = pacingOf(game);
  const list = moments.list.map((each) => ({
    ...each,
    prizeId: fresh.get(each.prizeId) ?? each.prizeId,
  }));
  return {
    ...game,
    id: newId(),
    prizes: game.prizes.map((prize) => ({ ...prize, id: fresh.get(prize.id) ?? newId() })),
    pacing: { ...pacingOf(game), moments: { ...moments, list } },
  };
}

/** A copy as a fresh draft: new ids, moved by whole weeks into the future, and no pools: codes are never copied. */
export function duplicateDocument(
  doc: CampaignDoc,
  { slug, nowMs, newId }: DuplicateInput,
): CampaignDoc {
  const past = nowMs - Date.parse(doc.startsAt);
  const weeks = past < 0 ? 0 : Math.floor(past / weekMs) + 1;
  const moved = (iso: string) => shiftWeeks(iso, doc.timeZone, weeks);
  const fresh = withFreshIds(doc, newId);
  return {
    ...fresh,
    name: `${doc.name} (copy)`.slice(0, 80),
    slug,
    startsAt: moved(doc.startsAt),
    endsAt: moved(doc.endsAt),
    games: fresh.games.map((game) => ({
      ...game,
      startsAt: moved(game.startsAt),
      endsAt: moved(game.endsAt),
      prizes: game.prizes.map((prize) => ({ ...prize, poolId: null })),
    })),
  };
}
