"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Countdown } from "#components/player/countdown.tsx";
import { neutralFaces } from "#components/player/neutral-faces.ts";
import { painted } from "#components/player/painted.ts";
import { type Phase, type PlayerState, phaseOf } from "#components/player/player-state.ts";
import { buttonOf, statusOf } from "#components/player/player-view.ts";
import { PrizeBill } from "#components/player/prize-bill.tsx";
import { PullForm } from "#components/player/pull-form.tsx";
import { texts } from "#components/player/texts.ts";
import { usePlayerGame } from "#components/player/use-player-game.ts";
import { useRevealKey } from "#components/player/use-reveal-key.ts";
import { useTicketCode } from "#components/player/use-ticket-code.ts";
import { dayIn } from "#components/player/when.ts";
import { describeFaces, Machine } from "#components/reel/machine.tsx";
import type { GameView, PlayView } from "#lib/plays/contract.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

// Nobody needs the ticket before a result: it is fetched while the reels turn.
const loadTicket = () => import("#components/player/ticket.tsx");
const Ticket = lazy(async () => ({ default: (await loadTicket()).Ticket }));

interface PlayerGameProps {
  readonly page: PlayerPage;
  /** Where the form without script comes back to. */
  readonly path: string;
  /** "closes Sun 22:00 (Berlin)": said by the server, so that both sides agree. */
  readonly windowLine: string;
}

/** The machine with everything that changes while a player plays. */
export function PlayerGame({ page, path, windowLine }: PlayerGameProps) {
  const strips = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLElement>(null);
  const game = usePlayerGame(page, strips, bar);
  const { state, result, used } = game;
  const phase = phaseOf(state);
  const [open, setOpen] = useState(false);
  const [hurried, setHurried] = useState(false);
  const [isFresh, setFresh] = useState(false);
  const win = phase === "won" && result?.state === "WIN" ? result : null;
  const ticket = win ?? (phase === "lost" ? secondChanceOf(result) : null);
  const { code, retry } = useTicketCode(ticket?.playId ?? null, game.reveal);
  const brand = result?.state === "WIN" ? result.prize : page.game.prizes[0];
  const allowance = {
    used,
    // Asked of few states only, and the first answer is slow.
    get isLastDay() {
      return isSameDay(state.game.endsAt, page.timeZone);
    },
  };
  const button = buttonOf(state, page, allowance);

  useEffect(() => {
    if (phase === "pulled") setHurried(false);
    if (phase === "known") setFresh(true);
    if (phase !== "won") setOpen(false);
  }, [phase]);
  const hurry = () => {
    setHurried(true);
    game.hurry();
  };
  useRevealKey(phase === "known" && !hurried, hurry);

  const press = () => {
    if (button.action === "pull") {
      if (phase === "gate") game.passGate();
      game.pull();
      // Fetched again when it is shown, should this fail.
      void painted()
        .then(loadTicket)
        .catch(() => undefined);
    } else if (button.action === "hurry") hurry();
    else if (button.action === "again") game.again();
    else if (button.action === "save") setOpen(!open);
    else if (button.action === "remind") void remind(page);
  };
  const canPullAgain = win !== null && used < page.game.playsPerPlayer;
  return (
    <>
      <Figures game={state.game} windowLine={windowLine} />
      <Machine
        label={machineLabel(state, phase, brand?.brand ?? "")}
        monogram={brand?.monogram ?? "F"}
        stripsRef={strips}
        faces={neutralFaces}
      />
      <div className="bar" aria-hidden="true">
        <i ref={bar} />
      </div>
      <p className="status" role="status">
        {statusOf(state, page, allowance)}
      </p>
      {phase === "scheduled" ? <Countdown until={state.game.startsAt} /> : null}
      <div className="ticket-place">
        <PrizeBill
          prizes={page.game.prizes}
          covered={ticket !== null}
          drawnId={phase === "lost" ? (result?.playId ?? null) : null}
        />
        {ticket ? (
          <Suspense fallback={null}>
            <Ticket
              playId={ticket.playId}
              prize={ticket.prize}
              code={code}
              timeZone={page.timeZone}
              open={open}
              onRetry={retry}
              takesFocus={isFresh}
            />
          </Suspense>
        ) : null}
      </div>
      <PullForm
        page={page}
        path={path}
        phase={phase}
        button={button}
        open={open}
        hurried={hurried}
        onPress={press}
        onAgain={canPullAgain ? game.again : undefined}
      />
    </>
  );
}

function Figures({ game, windowLine }: Readonly<{ game: GameView; windowLine: string }>) {
  return (
    <p className="sub">
      {game.state === "ended" ? null : `${texts.left(game.left)} · `}
      {windowLine}
      {game.lagS > 2 ? <span className="notice">{texts.poolUpdating}</span> : null}
    </p>
  );
}

/** A coupon that came after the end, beside a play that stays lost. */
function secondChanceOf(result: PlayView | null) {
  if (result?.state !== "LOSE" || !result.award) return null;
  return { playId: result.playId, prize: result.award.prize };
}

function isSameDay(endsAt: string, timeZone: string): boolean {
  return dayIn(new Date(endsAt), timeZone) === dayIn(new Date(), timeZone);
}

const turning: ReadonlySet<Phase> = new Set(["pulled", "accepted", "late", "known"]);

function machineLabel(state: PlayerState, phase: Phase, brand: string): string {
  const result = state.play?.landed ? state.play.result : null;
  if (result && result.state !== "VOID") return describeFaces(result.faces, brand);
  return turning.has(phase) ? texts.reelsTurning : texts.reels;
}

async function remind(page: PlayerPage): Promise<void> {
  const { saveReminder } = await import("#components/player/save-reminder.ts");
  saveReminder({
    uid: `${page.game.id}@frolic`,
    title: `${page.title}: ${page.game.name}`,
    at: new Date(page.game.view.startsAt),
    fileName: `${page.slug}.ics`,
  });
}
