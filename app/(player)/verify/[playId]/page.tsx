import type { Metadata } from "next";
import { PlayCheck } from "#components/fairness/play-check.tsx";
import { verifyTexts } from "#components/fairness/verify-texts.ts";
import "../../fairness.css";

interface Props {
  readonly params: Promise<{ playId: string }>;
}

export const metadata: Metadata = { title: { absolute: "Check a play · Frolic" } };

/** The same page for every id: what it says is computed in the browser that opened it. */
export default async function VerifyPage({ params }: Props) {
  const { playId } = await params;
  return (
    <main>
      <article className="leaf">
        <h1>{verifyTexts.title}</h1>
        <p className="play-id">
          {verifyTexts.playLabel} <code>{playId}</code>
        </p>
        <PlayCheck playId={playId} />
        <noscript>
          <p>{verifyTexts.noScript}</p>
          <pre className="command">npm run verify -- FILE</pre>
        </noscript>
      </article>
    </main>
  );
}
