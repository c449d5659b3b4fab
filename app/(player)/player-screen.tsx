import { notFound } from "next/navigation";
import { GameStage } from "#components/player/game-stage.tsx";
import { ResultStage } from "#components/player/result-stage.tsx";
import { loadOwnPlay, refusalOf } from "./load-own-play.ts";
import { loadPlayerPage } from "./load-player-page.ts";

export type PlayerQuery = Promise<Record<string, string | string[] | undefined>>;

interface PlayerScreenProps {
  readonly slug: string;
  readonly game?: string;
  readonly path: string;
  readonly query: PlayerQuery;
  readonly embedded?: boolean;
}

/**
 * The game, the same for everybody; or, where the form without script has come back with `play` or `problem`,
 * what became of it. Only then is a cookie read, and such an address is never served from the cache.
 */
export async function PlayerScreen({ slug, game, path, query, embedded }: PlayerScreenProps) {
  const page = await loadPlayerPage(slug, game);
  if (!page) notFound();
  const { play, problem } = await query;
  if (typeof play === "string") {
    return <ResultStage page={page} path={path} outcome={await loadOwnPlay(play)} />;
  }
  if (typeof problem === "string") {
    return <ResultStage page={page} path={path} outcome={refusalOf(problem)} />;
  }
  return <GameStage page={page} path={path} now={new Date()} embedded={embedded ?? false} />;
}
