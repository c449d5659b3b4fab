"use client";

import { lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import { groupCode } from "#components/player/group-code.ts";
import { saveReminder } from "#components/player/save-reminder.ts";
import { ticketTexts } from "#components/player/ticket-texts.ts";
import { fullMoment } from "#components/player/when.ts";
import type { PlayView } from "#lib/plays/contract.ts";

const QrCode = lazy(async () => ({
  default: (await import("#components/player/qr-code.tsx")).QrCode,
}));

export type WonPrizeView = Extract<PlayView, { state: "WIN" }>["prize"];

interface TicketProps {
  readonly playId: string;
  readonly prize: WonPrizeView;
  /** Undefined while it is fetched, null when that failed. */
  readonly code: string | null | undefined;
  /** `code` is only its mask: there is nothing to copy. */
  readonly masked?: boolean;
  readonly timeZone: string;
  /** The ways to keep the ticket, unfolded by the page's one button. */
  readonly open: boolean;
  readonly onRetry: () => void;
  /** It has just been won: its heading is what to read next. */
  readonly takesFocus?: boolean;
}

/** A won prize with its code: printed paper in a dark hall. */
export function Ticket(props: TicketProps) {
  const {
    playId,
    prize,
    code,
    masked = false,
    timeZone,
    open,
    onRetry,
    takesFocus = false,
  } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const headlineId = useId();
  const expiry = prize.expiresAt
    ? ticketTexts.validUntil(fullMoment(new Date(prize.expiresAt), timeZone))
    : ticketTexts.noExpiry;
  return (
    <article className="ticket" aria-labelledby={headlineId}>
      <div className="ticket-stub">
        <p className="ticket-brand">{prize.brand}</p>
        <h2 id={headlineId} tabIndex={-1} ref={heading}>
          {prize.headline}
        </h2>
      </div>
      <div className="ticket-code">
        <TicketCode code={code} masked={masked} onRetry={onRetry} />
      </div>
      <p className="ticket-small">
        <strong>{expiry}.</strong> {prize.howToRedeem}
      </p>
      {open && code ? <TicketActions prize={prize} code={code} /> : null}
      {open && prize.terms ? <p className="ticket-small">{prize.terms}</p> : null}
      {open ? (
        <p className="ticket-small">
          <a href={`/verify/${playId}`}>{ticketTexts.checkDraw}</a>
        </p>
      ) : null}
    </article>
  );
}

type TicketCodeProps = Pick<TicketProps, "code" | "onRetry"> & { readonly masked: boolean };

function TicketCode({ code, masked, onRetry }: TicketCodeProps) {
  const [copied, setCopied] = useState(false);
  if (code === undefined) return <p className="ticket-wait">{ticketTexts.codeComing}</p>;
  if (code === null) {
    return (
      <>
        <p className="ticket-wait">{ticketTexts.codeFailed}</p>
        <button className="small" type="button" onClick={onRetry}>
          {ticketTexts.retry}
        </button>
      </>
    );
  }
  const copy = async () => {
    // Without a secure context there is no clipboard; the code can be selected by hand then.
    await navigator.clipboard?.writeText(code);
    setCopied(true);
  };
  return (
    <>
      <code>
        <span className="visually-hidden">{ticketTexts.code}: </span>
        {masked ? code : groupCode(code)}
      </code>
      {masked ? null : (
        <button className="small" type="button" onClick={copy} aria-live="polite">
          {copied ? ticketTexts.copied : ticketTexts.copy}
        </button>
      )}
    </>
  );
}

function TicketActions({ prize, code }: Readonly<{ prize: WonPrizeView; code: string }>) {
  const expiresAt = prize.expiresAt;
  const remind = () => {
    if (!expiresAt) return;
    saveReminder({
      uid: `${prize.id}@frolic`,
      title: `${prize.headline} · ${prize.brand}`,
      at: new Date(expiresAt),
      fileName: "coupon.ics",
    });
  };
  return (
    <div className="ticket-actions">
      <Suspense fallback={<div className="qr" />}>
        <QrCode text={code} />
      </Suspense>
      <div>
        <button className="small" type="button" onClick={() => print()}>
          {ticketTexts.print}
        </button>
        {expiresAt ? (
          <button className="small" type="button" onClick={remind}>
            {ticketTexts.addToCalendar}
          </button>
        ) : null}
        {prize.redeemUrl ? (
          <a className="small" href={prize.redeemUrl} rel="noopener noreferrer" target="_blank">
            {ticketTexts.visit(prize.brand)}
          </a>
        ) : null}
      </div>
    </div>
  );
}
