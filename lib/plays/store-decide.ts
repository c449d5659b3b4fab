import { decodeState, encodeState, type PacerState } from "#lib/pacing/pacer-state.ts";
import type { Executor } from "#lib/platform/database.ts";
import { nullableArray, plainArray } from "#lib/platform/postgres-array.ts";
import type { PlayReason } from "#lib/plays/contract.ts";

/** One row of a batch, in the order of k. */
export interface DecisionInput {
  readonly playId: string;
  readonly playerId: string;
  readonly t: number;
  readonly S: number;
  readonly shares: readonly number[];
  readonly brand: number;
  readonly u: number;
  readonly reason: string;
  readonly revealAtUs: number;
  readonly network: string | undefined;
}

export interface DecideBatch {
  readonly gameId: string;
  readonly shard: number;
  readonly epoch: number;
  /** Ordinal of the first row; the others follow without a gap. */
  readonly kFrom: number;
  /** State of the pacer after the last row. */
  readonly state: PacerState;
  /** Merkle root of the rows' leaves. */
  readonly root: Uint8Array;
  readonly rows: readonly DecisionInput[];
}

/** What became of a row whose draw selected a brand. */
export interface SettledWin {
  /** Position in the batch, from 0. */
  readonly index: number;
  readonly couponId: number | null;
  readonly prizeId: string | null;
  readonly reason: PlayReason;
}

/**
 * `decided`: committed. With `corrected` some wins were refused by a cap or an empty pool; epoch and state are
 * those after the correction. `refused`: nothing was changed; somebody else moved the game on, or Redis and
 * Postgres disagree about its ordinals.
 */
export type DecideReply =
  | {
      readonly status: "decided";
      readonly corrected: boolean;
      readonly epoch: number;
      readonly state: PacerState;
      readonly wins: readonly SettledWin[];
    }
  | {
      readonly status: "refused";
      readonly cause: "stale_epoch" | "stale_k" | "already_decided" | "unknown_game";
    };

interface DecideRow {
  readonly status: "ok" | "corrected" | "stale_epoch" | "stale_k" | "unknown_game";
  readonly epoch: string;
  readonly state: unknown;
  readonly wins: {
    i: number;
    couponId: number | null;
    prizeId: string | null;
    reason: PlayReason;
  }[];
}

function isLedgerDuplicate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, table_name: table } = error as Error & { code?: string; table_name?: string };
  return code === "23505" && (table ?? "").startsWith("play_result");
}

/** One call, one transaction: all rows get their final result or none does. Safe to repeat. */
export async function decideBatch(sql: Executor, batch: DecideBatch): Promise<DecideReply> {
  const { rows } = batch;
  const column = (pick: (row: DecisionInput) => string | number) => plainArray(rows.map(pick));
  try {
    const [row] = await sql<DecideRow[]>`
      select status, epoch::text, case when status = 'corrected' then state end as state, wins from decide(
        ${batch.gameId}::text::uuid, ${batch.shard}, ${batch.epoch}, ${batch.kFrom},
        ${JSON.stringify(encodeState(batch.state))}::text::jsonb, ${Buffer.from(batch.root)},
        ${column((each) => each.playId)}::text::uuid[],
        ${column((each) => each.playerId)}::text::uuid[],
        ${column((each) => each.t)}::text::float8[],
        ${column((each) => each.S)}::text::float8[],
        ${plainArray(rows.flatMap((each) => each.shares))}::text::float8[],
        ${column((each) => each.brand)}::text::integer[],
        ${column((each) => each.u)}::text::float8[],
        ${column((each) => each.reason)}::text::text[],
        ${column((each) => each.revealAtUs)}::text::bigint[],
        ${nullableArray(rows.map((each) => each.network))}::text::text[])`;
    if (!row) return { status: "refused", cause: "unknown_game" };
    if (row.status !== "ok" && row.status !== "corrected") {
      return { status: "refused", cause: row.status };
    }
    const corrected = row.status === "corrected";
    return {
      status: "decided",
      corrected,
      epoch: Number(row.epoch),
      state: corrected ? decodeState(row.state) : batch.state,
      wins: row.wins.map(({ i, ...win }) => ({ index: i - 1, ...win })),
    };
  } catch (error) {
    if (isLedgerDuplicate(error)) return { status: "refused", cause: "already_decided" };
    throw error;
  }
}

/** VOID(POISON) with the attempt given back; false when the play has a result already. */
export async function voidPlay(sql: Executor, gameId: string, playId: string): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`
    select void_play(${gameId}, 0::smallint, ${playId}) as done`;
  return row?.done === true;
}
