import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GameStage } from "#components/player/game-stage.tsx";
import { loadPlayerPage } from "../../../load-player-page.ts";

interface Props {
  readonly params: Promise<{ slug: string; game: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, game } = await params;
  const page = await loadPlayerPage(slug, game);
  return { title: { absolute: page ? `${page.game.name} · ${page.title} · Frolic` : "Frolic" } };
}

/** One game by name, whatever its state. */
export default async function GamePlayerPage({ params }: Props) {
  const { slug, game } = await params;
  const page = await loadPlayerPage(slug, game);
  if (!page) notFound();
  return <GameStage page={page} now={new Date()} />;
}
