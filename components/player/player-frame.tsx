import type { ReactNode } from "react";
import { pageTexts } from "#components/player/page-texts.ts";
import { SoundToggle } from "#components/player/sound-toggle.tsx";

interface PlayerFrameProps {
  readonly slug: string;
  readonly brands: readonly string[];
  readonly enamel: string;
  readonly bulb: string;
  readonly embedded: boolean;
  /** Test codes only: a watermark over the page and every ticket. */
  readonly isRehearsal?: boolean;
  readonly children: ReactNode;
}

/** Header and footer around the stage, in the campaign's two colours. */
export function PlayerFrame(props: PlayerFrameProps) {
  const { slug, brands, enamel, bulb, embedded, isRehearsal, children } = props;
  const away = embedded ? { target: "_blank", rel: "noopener" } : {};
  return (
    <>
      {/* Colours are checked as #rrggbb when they are saved, so nothing else can stand here. */}
      <style>{`.player{--enamel:${enamel};--bulb:${bulb}}`}</style>
      <header>
        <span className={isRehearsal ? "notice" : undefined}>
          {isRehearsal ? pageTexts.rehearsal : ["Frolic", ...brands.slice(0, 2)].join(" · ")}
        </span>
        <a href={`/c/${slug}/rules`} {...away}>
          {pageTexts.rulesAndOdds}
        </a>
      </header>
      <main className={isRehearsal ? "rehearsal" : undefined}>{children}</main>
      <footer>
        <SoundToggle />
        <a href={`/p/${slug}/prizes`} {...away}>
          {pageTexts.myPrizes}
        </a>
        <a href={`/c/${slug}/fairness`} {...away}>
          {pageTexts.howWeDraw}
        </a>
      </footer>
    </>
  );
}
