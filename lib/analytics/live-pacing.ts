import { dueShare } from "#lib/analytics/burn-down.ts";
import { burnDown, prizePace } from "#lib/analytics/campaign-overview.ts";
import type { LivePacing } from "#lib/analytics/contract.ts";
import { type GamePace, readGamePaces } from "#lib/analytics/game-pace.ts";
import { listGameFacts, readNowMs } from "#lib/analytics/store.ts";
import { readRecentChance } from "#lib/analytics/store-traffic.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Slots of the chart: an hour each for a weekend, less for shorter games. */
const slotsMost = 48;

/** One game against its plan, with where it leads. Wins count from their reveal on. */
export async function livePacing(
  db: Executor,
  actor: Actor,
  { gameId }: { readonly gameId: string },
): Promise<LivePacing> {
  requirePermission(actor, "game", "read");
  const [nowMs, [game]] = await Promise.all([readNowMs(db), listGameFacts(db, { gameId })]);
  if (!game) throw new AppError("campaign_not_found");
  const [paces, odds] = await Promise.all([
    readGamePaces(db, [game], nowMs),
    readRecentChance(db, gameId),
  ]);
  const [pace] = paces;
  if (!pace) throw new AppError("campaign_not_found");
  return {
    ...{ nowMs, state: game.state, odds },
    burnDown: burnDown(paces, nowMs),
    prizes: pace.lines.map((line) => prizePace(pace, line, nowMs)),
    slots: slotsOf(pace, nowMs),
  };
}

function slotsOf({ span, budget, winsAt }: GamePace, nowMs: number): LivePacing["slots"] {
  const { startsMs, endsMs } = span;
  const hours = Math.round((endsMs - startsMs) / 3_600_000);
  const count = hours >= 12 && hours <= slotsMost ? hours : slotsMost;
  const stepMs = (endsMs - startsMs) / count;
  const edges = Array.from({ length: count }, (_, index) => startsMs + index * stepMs);
  const due = (atMs: number) => budget * dueShare(span, atMs, nowMs);
  return {
    stepMs,
    wins: edges.map((from) =>
      from >= nowMs ? null : Math.max(0, winsAt(Math.min(nowMs, from + stepMs)) - winsAt(from)),
    ),
    planned: edges.map((from) => Math.max(0, due(from + stepMs) - due(from))),
  };
}
