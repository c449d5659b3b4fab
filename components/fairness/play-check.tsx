"use client";

import { CheckSteps } from "#components/fairness/check-steps.tsx";
import { type CheckState, usePlayCheck } from "#components/fairness/use-play-check.ts";
import { verifyTexts } from "#components/fairness/verify-texts.ts";
import { fullMoment } from "#components/player/when.ts";
import type { PlayCheck as Check } from "#lib/plays/proof/check-play.ts";
import type { PlayProof, ProofEvidence } from "#lib/plays/proof/proof-contract.ts";

/** The verdict on one play, computed in this browser, and each step behind it. */
export function PlayCheck({ playId }: Readonly<{ playId: string }>) {
  const state = usePlayCheck(playId);
  const { again } = state;
  return (
    <>
      <div role="status" aria-live="polite" className="verdict" data-phase={toneOf(state)}>
        <Verdict state={state} />
      </div>
      {state.phase === "unreachable" ? (
        <button className="small" type="button" onClick={again}>
          {verifyTexts.retry}
        </button>
      ) : null}
      {state.phase === "checked" ? <Details proof={state.proof} check={state.check} /> : null}
    </>
  );
}

function toneOf(state: CheckState): string {
  if (state.phase !== "checked") return state.phase;
  if (state.check.verdict === "mismatch") return "mismatch";
  return state.proof.evidence?.outcome === "VOID" ? "void" : "verified";
}

function Verdict({ state }: Readonly<{ state: CheckState }>) {
  const { title, words } = verdictOf(state);
  return (
    <>
      <p className="verdict-title">{title}</p>
      {words ? <p>{words}</p> : null}
    </>
  );
}

function verdictOf(state: CheckState): { readonly title: string; readonly words?: string } {
  switch (state.phase) {
    case "checking":
      return { title: verifyTexts.checking };
    case "unreachable":
      return { title: verifyTexts.unreachable };
    case "no-crypto":
      return { title: verifyTexts.noCrypto };
    case "unknown":
      return { title: verifyTexts.unknown, words: verifyTexts.unknownWords };
    case "pending": {
      const { endsAt, timeZone } = state.proof.game;
      const when = fullMoment(new Date(endsAt), timeZone);
      return { title: verifyTexts.pending, words: verifyTexts.pendingWords(when) };
    }
    case "checked":
      return checkedVerdict(state.proof, state.check);
    default:
      return state satisfies never;
  }
}

function checkedVerdict({ evidence }: PlayProof, { verdict }: Check) {
  if (verdict === "mismatch") {
    return { title: verifyTexts.mismatch, words: verifyTexts.mismatchWords };
  }
  if (evidence?.outcome === "VOID") {
    return { title: verifyTexts.voided, words: verifyTexts.voidWords(evidence.reason) };
  }
  return { title: verifyTexts.verified, words: verifyTexts.verifiedWords };
}

function resultWords({ outcome, reason, prize, later }: ProofEvidence): string | undefined {
  if (outcome === "VOID") return undefined;
  if (outcome === "WIN" && prize) {
    const isBack = later.some(({ body }) => body?.includes('"reason":"RETURNED"'));
    const won = verifyTexts.won(prize.name, prize.brand);
    return isBack ? `${won} ${verifyTexts.takenBack}` : won;
  }
  if (prize && reason === "POOL") return verifyTexts.noCouponLeft;
  if (prize && reason === "CAP") return verifyTexts.winLimit;
  return verifyTexts.lost;
}

function Details({ proof, check }: Readonly<{ proof: PlayProof; check: Check }>) {
  const { evidence, game } = proof;
  if (!evidence) return null;
  const { award } = evidence;
  const result = resultWords(evidence);
  return (
    <>
      <p>
        {game.campaign} · {game.name}
        {result ? <strong className="verdict-result">{result}</strong> : null}
      </p>
      {award ? (
        <section className="second-chance" aria-label={verifyTexts.secondChance}>
          <h2>{verifyTexts.secondChance}</h2>
          <p>{verifyTexts.secondChanceWords(award.rank, award.chainSeq)}</p>
        </section>
      ) : null}
      <h2>{verifyTexts.steps}</h2>
      <CheckSteps steps={check.steps} />
      <h2>{verifyTexts.byHand}</h2>
      <p>{verifyTexts.byHandWords}</p>
      <p>
        <a href={`/c/${game.slug}/fairness/${game.gameId}/log.json`} download>
          {verifyTexts.log}
        </a>
        {" · "}
        <a href={`/c/${game.slug}/fairness`}>{verifyTexts.fairness}</a>
        {" · "}
        <a href={`/p/${game.slug}`}>{verifyTexts.backToGame}</a>
      </p>
      <pre className="command">npm run verify -- frolic-{game.gameId.slice(0, 8)}.json</pre>
    </>
  );
}
