/** What a check of a whole game found. */
export type LedgerVerdict =
  | {
      readonly ok: true;
      readonly entries: number;
      readonly rows: number;
      readonly wins: number;
      /** Accepted plays that have no result yet: none once a game is over and its backlog done. */
      readonly undecided: number;
    }
  | {
      readonly ok: false;
      /** Number of the chain entry at fault, or of the one whose rows are. */
      readonly entry: number;
      readonly k: number | undefined;
      readonly playId: string | undefined;
      readonly why: string;
    };
