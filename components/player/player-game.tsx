"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { calendarFile } from "#components/player/calendar-file.ts";
import { Countdown } from "#components/player/countdown.tsx";
import { saveFile } from "#components/player/effects.ts";
import { GateFields } from "#components/player/gate.tsx";
import { neutralFaces } from "#components/player/neutral-faces.ts";
import { phaseOf } from "#components/player/player-state.ts";
import { buttonOf, statusOf } from "#components/player/player-view.ts";
import { PrizeBill } from "#components/player/prize-bill.tsx";
import { texts } from "#components/player/texts.ts";
import { Ticket } from "#components/player/ticket.tsx";
import { usePlayerGame } from "#components/player/use-player-game.ts";
import { useTicketCode } from "#components/player/use-ticket-code.ts";
import { dayIn } from "#components/player/when.ts";
import { describeFaces, Machine } from "#components/reel/machine.tsx";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

interface PlayerGameProps {
  readonly page: PlayerPage;
  /** "closes Sun 22:00 (Berlin)": said by the server, so that both sides agree. */
  readonly windowLine: string;
}

/** The machine with everything that changes while a player plays. */
export function PlayerGame({ page, windowLine }: PlayerGameProps) {
  const strips = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const game = usePlayerGame(page, strips, bar);
  const { state, result } = game;
  const phase = phaseOf(state);
  const [open, setOpen] = useState(false);
  const [hurried, setHurried] = useState(false);
  const win = phase === "won" && result?.state === "WIN" ? result : null;
  const ticketCode = useTicketCode(win?.playId ?? null, game.reveal);
  const brand = result?.state === "WIN" ? result.prize : page.game.prizes[0];
  const allowance = {
    used: game.used,
    isLastDay:
      dayIn(new Date(state.game.endsAt), page.timeZone) === dayIn(new Date(), page.timeZone),
  };
  const button = buttonOf(state, page, allowance);
  const isLandedFresh = useArrival(phase);

  useEffect(() => {
    if (phase === "pulled") setHurried(false);
    if (phase !== "won") setOpen(false);
  }, [phase]);
  useEffect(() => {
    if (isLandedFresh && phase === "won") heading.current?.focus();
  }, [isLandedFresh, phase]);

  const hurry = () => {
    setHurried(true);
    game.hurry();
  };
  useRevealKey(phase === "known" && !hurried, hurry);

  const act = (event: FormEvent) => {
    event.preventDefault();
    if (button.action === "pull") {
      if (phase === "gate") game.passGate();
      game.pull();
    } else if (button.action === "hurry") hurry();
    else if (button.action === "again") game.again();
    else if (button.action === "save") setOpen(!open);
    else if (button.action === "remind") saveReminder(page);
  };

  const landed = result && result.state !== "VOID" && state.play?.landed;
  const label = landed
    ? describeFaces(result.faces, brand?.brand ?? "")
    : phaseIsTurning(phase)
      ? "Three reels, turning"
      : "Three reels";
  const isIdle = button.action === "none" || (button.action === "hurry" && hurried);
  return (
    <>
      <p className="sub">
        {state.game.state === "ended" ? null : `${texts.left(state.game.left)} · `}
        {windowLine}
        {state.game.lagS > 2 ? <span className="notice">{texts.poolUpdating}</span> : null}
      </p>
      <Machine
        label={label}
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
        {win ? (
          <Ticket
            prize={win.prize}
            code={ticketCode.code}
            timeZone={page.timeZone}
            open={open}
            onRetry={ticketCode.retry}
            headingRef={heading}
          />
        ) : (
          <PrizeBill prizes={page.game.prizes} />
        )}
      </div>
      <form
        className="act"
        method="post"
        action={`/p/${page.slug}/${page.game.slug}/play`}
        onSubmit={act}
      >
        {phase === "gate" ? <GateFields age={page.minimumAge} consent={page.consentText} /> : null}
        <button className="go" type="submit" aria-disabled={isIdle} data-phase={phase}>
          {hurried && phase === "known" ? texts.landing : button.label}
        </button>
        {phase === "won" && game.used < page.game.playsPerPlayer ? (
          <button className="small" type="button" onClick={game.again}>
            {texts.pullAgain}
          </button>
        ) : null}
      </form>
    </>
  );
}

function phaseIsTurning(phase: ReturnType<typeof phaseOf>): boolean {
  return ["pulled", "accepted", "late", "known"].includes(phase);
}

/** True when the phase was reached from "known" on this page, and not by a reload. */
function useArrival(phase: ReturnType<typeof phaseOf>): boolean {
  const previous = useRef(phase);
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    setFresh(previous.current === "known" && phase !== "known");
    previous.current = phase;
  }, [phase]);
  return fresh;
}

/** Space and Enter reveal from anywhere on the page; on a control they do what the control does. */
function useRevealKey(active: boolean, reveal: () => void): void {
  const latest = useRef(reveal);
  useEffect(() => {
    latest.current = reveal;
  });
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.target !== document.body || (event.key !== " " && event.key !== "Enter")) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [active]);
}

function saveReminder(page: PlayerPage): void {
  const text = calendarFile({
    uid: `${page.game.id}@frolic`,
    title: `${page.title}: ${page.game.name}`,
    at: new Date(page.game.view.startsAt),
    url: location.href,
    now: new Date(),
  });
  saveFile(`${page.slug}.ics`, "text/calendar", text);
}
