import type { Metadata } from "next";
import { loadPlayerPage } from "../../../load-player-page.ts";
import { type PlayerQuery, PlayerScreen } from "../../../player-screen.tsx";

interface Props {
  readonly params: Promise<{ slug: string; game: string }>;
  readonly searchParams: PlayerQuery;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, game } = await params;
  const page = await loadPlayerPage(slug, game);
  return { title: { absolute: page ? `${page.game.name} · ${page.title} · Frolic` : "Frolic" } };
}

/** One game by name, whatever its state. */
export default async function GamePlayerPage({ params, searchParams }: Props) {
  const { slug, game } = await params;
  return <PlayerScreen slug={slug} game={game} path={`/p/${slug}/${game}`} query={searchParams} />;
}
