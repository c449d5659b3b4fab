import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mintLiveTicket, verifyLiveTicket } from "#lib/http/shared/live-ticket.ts";

const secret = "0123456789abcdef0123456789abcdef";
const ticket = { sessionId: randomUUID(), userId: randomUUID(), rooms: [randomUUID()] };

describe("live ticket", () => {
  it("opens the rooms it names for a minute", () => {
    const minted = mintLiveTicket(secret, ticket, 1_000_000);
    expect(verifyLiveTicket(secret, minted, 1_059_000)).toEqual(ticket);
    expect(verifyLiveTicket(secret, minted, 1_060_000)).toBeUndefined();
  });

  it("does not open when forged", () => {
    const minted = mintLiveTicket(secret, ticket, 1_000_000);
    const [body, tail] = minted.split(".");
    const other = mintLiveTicket(secret, { ...ticket, rooms: [randomUUID()] }, 1_000_000);
    expect(verifyLiveTicket(secret, `${other.split(".")[0]}.${tail}`, 1_000_000)).toBeUndefined();
    expect(verifyLiveTicket(secret, `${body}.`, 1_000_000)).toBeUndefined();
    expect(verifyLiveTicket(secret, "", 1_000_000)).toBeUndefined();
    expect(verifyLiveTicket(`${secret}x`, minted, 1_000_000)).toBeUndefined();
  });
});
