import type { Logger } from "#lib/platform/logger.ts";
import type { GameViews } from "#lib/plays/game-view.ts";
import { gameRoom, type PlayNamespace } from "#workers/gateway/play-sockets.ts";

const everyMs = 1_000;

/** Once a second tells each game's room what changed; games nobody watches are not read. */
export function startGameUpdates(
  namespace: PlayNamespace,
  views: GameViews,
  logger: Logger,
): { stop(): void } {
  const told = new Map<string, string>();
  const tell = async (gameId: string) => {
    const view = await views.find(gameId);
    if (!view) return;
    const text = `${view.left}|${view.state}|${view.opensAt}`;
    if (told.get(gameId) === text) return;
    told.set(gameId, text);
    // Volatile: a slow socket misses one count and gets the next.
    const { left, state, opensAt } = view;
    const update = { gameId, left, state, opensAt };
    namespace.to(gameRoom(gameId)).volatile.emit("game:update", update);
  };
  const turn = async () => {
    const rooms = [...namespace.adapter.rooms.keys()].filter((room) => room.startsWith("g:"));
    const watched = new Set(rooms.map((room) => room.slice(2)));
    for (const gameId of told.keys()) if (!watched.has(gameId)) told.delete(gameId);
    await Promise.all([...watched].map(tell));
  };
  const timer = setInterval(() => {
    turn().catch((error: unknown) => logger.debug({ err: error }, "no game update"));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
