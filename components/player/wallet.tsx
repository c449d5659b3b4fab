"use client";

import { useEffect, useState } from "react";
import { Ticket } from "#components/player/ticket.tsx";
import { ticketTexts } from "#components/player/ticket-texts.ts";
import { fullMoment } from "#components/player/when.ts";
import type { WonPrize } from "#lib/plays/contract.ts";

type Wallet = "loading" | "failed" | readonly WonPrize[];

/** What this browser has won. The page itself is the same for everybody; the prizes come by the player's token. */
export function Wallet({
  campaignId,
  timeZone,
}: Readonly<{ campaignId: string; timeZone: string }>) {
  const [wallet, setWallet] = useState<Wallet>("loading");
  useEffect(() => {
    let stale = false;
    void readWallet(campaignId).then((read) => {
      if (!stale) setWallet(read);
    });
    return () => {
      stale = true;
    };
  }, [campaignId]);

  if (wallet === "loading") return <p role="status">{ticketTexts.walletLoading}</p>;
  if (wallet === "failed") return <p role="status">{ticketTexts.walletFailed}</p>;
  if (wallet.length === 0) return <p role="status">{ticketTexts.noPrizes}</p>;
  return (
    <ul className="tickets">
      {wallet.map((won) => (
        <li key={won.playId}>
          <WalletTicket won={won} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  );
}

function WalletTicket({ won, timeZone }: Readonly<{ won: WonPrize; timeZone: string }>) {
  const [code, setCode] = useState<string | null | undefined>(null);
  const [asked, setAsked] = useState(false);
  const show = async () => {
    setAsked(true);
    setCode(undefined);
    setCode(await readCode(won.playId));
  };
  return (
    <>
      <Ticket
        playId={won.playId}
        prize={won.prize}
        code={asked ? code : won.mask}
        masked={!asked}
        timeZone={timeZone}
        open={asked && typeof code === "string"}
        onRetry={show}
      />
      <p className="ticket-under">
        <span>
          {won.gameName} · {fullMoment(new Date(won.wonAt), timeZone)} · {stateWord(won.state)}
          {won.secondChance ? ` · ${ticketTexts.secondChance}` : null}
        </span>
        {asked ? null : (
          <button className="small" type="button" onClick={show}>
            {ticketTexts.showCode}
          </button>
        )}
      </p>
    </>
  );
}

function stateWord(state: string): string {
  return state.charAt(0) + state.slice(1).toLowerCase();
}

async function readWallet(campaignId: string): Promise<Wallet> {
  try {
    const response = await fetch(`/api/players/me/prizes?campaignId=${campaignId}`, {
      cache: "no-store",
    });
    // No token yet: nobody has played here, so nothing was won.
    if (response.status === 401) return [];
    if (!response.ok) return "failed";
    return ((await response.json()) as { prizes: WonPrize[] }).prizes;
  } catch {
    return "failed";
  }
}

async function readCode(playId: string): Promise<string | null> {
  try {
    const response = await fetch(`/api/plays/${playId}/reveal`, { method: "POST" });
    return response.ok ? ((await response.json()) as { code: string }).code : null;
  } catch {
    return null;
  }
}
