import type { Metadata } from "next";
import { loadPlayerPage } from "../../load-player-page.ts";
import { type PlayerQuery, PlayerScreen } from "../../player-screen.tsx";

interface Props {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: PlayerQuery;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await loadPlayerPage((await params).slug);
  return { title: { absolute: page ? `${page.title} · Frolic` : "Frolic" } };
}

/** Opens the live game that ends first. */
export default async function CampaignPlayerPage({ params, searchParams }: Props) {
  const { slug } = await params;
  return <PlayerScreen slug={slug} path={`/p/${slug}`} query={searchParams} />;
}
