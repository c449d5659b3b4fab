/** What is put in the place of a person's name, and of their key's name. */
export const erasedName = "Erased person";

/** A domain that can never be anybody's (RFC 2606). */
export const erasedEmail = (userId: string): string => `${userId}@erased.invalid`;

/** Rows as the database has them, dates as text. */
export type HeldRows = readonly Readonly<Record<string, unknown>>[];

/** Everything that is held about a person of staff or a brand; secrets and hashes of them are left out. */
export interface HeldAboutPerson {
  readonly person: Readonly<Record<string, unknown>>;
  readonly sessions: HeldRows;
  readonly secondFactor: HeldRows;
  readonly apiKeys: HeldRows;
  /** Sent by the person, and the one that was sent to their address. */
  readonly invitations: HeldRows;
  /** Of the audit log: what the person did, and what was done about the person. */
  readonly acts: HeldRows;
  readonly codesSeen: HeldRows;
}

/** Everything that is held about a player; codes of coupons are masked, because whoever has the player's browser reads them there. */
export interface HeldAboutPlayer {
  readonly playerId: string;
  readonly plays: HeldRows;
  readonly coupons: HeldRows;
  readonly secondChances: HeldRows;
  readonly counts: HeldRows;
  readonly broughtBy: HeldRows;
  readonly codesSeen: HeldRows;
  readonly acts: HeldRows;
}

export interface PlayerErasure {
  readonly playerId: string;
  /** Plays whose network, client time and client's own notes are gone. */
  readonly plays: number;
  /** Plays in games that are not over: their limits still count by the network. Erase again afterwards. */
  readonly later: number;
  /** Records of the promotion that brought the player. */
  readonly links: number;
}
