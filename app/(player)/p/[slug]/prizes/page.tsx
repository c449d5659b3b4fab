import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageTexts } from "#components/player/page-texts.ts";
import { PlayerFrame } from "#components/player/player-frame.tsx";
import { Wallet } from "#components/player/wallet.tsx";
import { loadPlayerPage } from "../../../load-player-page.ts";

interface Props {
  readonly params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await loadPlayerPage((await params).slug);
  return { title: { absolute: page ? `My prizes · ${page.title} · Frolic` : "Frolic" } };
}

/** The tickets of this browser's player. */
export default async function WalletPage({ params }: Props) {
  const { slug } = await params;
  const page = await loadPlayerPage(slug);
  if (!page) notFound();
  const brands = [...new Set(page.game.prizes.map(({ brand }) => brand))];
  return (
    <PlayerFrame
      slug={slug}
      brands={brands}
      enamel={page.enamel}
      bulb={page.bulb}
      embedded={false}
      isRehearsal={page.isRehearsal}
    >
      <div className="leaf">
        <h1>{pageTexts.myPrizes}</h1>
        <Wallet campaignId={page.campaignId} timeZone={page.timeZone} />
        <noscript>
          <p>{pageTexts.walletNoScript}</p>
        </noscript>
        <p className="leaf-back">
          <a href={`/p/${slug}`}>{pageTexts.backToGame}</a>
        </p>
      </div>
    </PlayerFrame>
  );
}
