import type { Executor } from "#lib/platform/database.ts";
import { quotedArray } from "#lib/platform/postgres-array.ts";
import type { IntakeCode } from "#lib/plays/contract.ts";

/** One play as intake() takes it. Values are checked before: nothing in a row may fail its neighbours. */
export interface IntakePlay {
  readonly playId: string;
  readonly playerId: string;
  readonly gameId: string;
  /** Keyed hash of the address, hex; undefined where nothing asks for it. */
  readonly network: string | undefined;
  readonly clientTs: string | undefined;
  /** JSON text. */
  readonly meta: string | undefined;
}

/** Verdict of one row; the times are set for `ok` and `existing`. */
export interface IntakeVerdict {
  readonly code: IntakeCode;
  readonly seq: number | undefined;
  /** Unix milliseconds by the database clock. */
  readonly acceptedAtMs: number | undefined;
  readonly revealAtMs: number | undefined;
  readonly revealInMs: number;
  readonly landInMs: number;
  readonly partition: number;
}

interface IntakeRow {
  readonly ord: number;
  readonly code: IntakeCode;
  readonly seq: string | null;
  readonly accepted_at_ms: number | null;
  readonly reveal_at_ms: number | null;
  readonly reveal_in_ms: number | null;
  readonly land_in_ms: number | null;
  readonly partition: number | null;
}

/** One call of intake() for the whole batch, committed when this returns; verdicts in the order of the plays. */
export async function insertPlays(
  sql: Executor,
  plays: readonly IntakePlay[],
): Promise<IntakeVerdict[]> {
  const column = (pick: (play: IntakePlay) => string | undefined) => quotedArray(plays.map(pick));
  const rows = await sql<IntakeRow[]>`
    select ord, code, seq, reveal_in_ms, land_in_ms, partition,
      (extract(epoch from accepted_at) * 1000)::float8 as accepted_at_ms,
      (extract(epoch from reveal_at) * 1000)::float8 as reveal_at_ms
    from intake(
      ${column((play) => play.playId)}::text::uuid[],
      ${column((play) => play.playerId)}::text::uuid[],
      ${column((play) => play.gameId)}::text::uuid[],
      ${column((play) => play.network)}::text::text[],
      ${column((play) => play.clientTs)}::text::timestamptz[],
      ${column((play) => play.meta)}::text::text[]
    )`;
  return rows.map((row) => ({
    code: row.code,
    seq: row.seq === null ? undefined : Number(row.seq),
    acceptedAtMs: row.accepted_at_ms ?? undefined,
    revealAtMs: row.reveal_at_ms ?? undefined,
    revealInMs: row.reveal_in_ms ?? 0,
    landInMs: row.land_in_ms ?? 0,
    partition: row.partition ?? 0,
  }));
}

/** Whose play an id is; undefined when nobody has used it. */
export async function findPlayOwner(sql: Executor, playId: string): Promise<string | undefined> {
  const [row] = await sql<{ player_id: string }[]>`
    select player_id from play_key where play_id = ${playId}`;
  return row?.player_id;
}
