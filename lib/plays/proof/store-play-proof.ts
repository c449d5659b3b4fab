import type { Executor } from "#lib/platform/database.ts";
import type { ProofEvidence, ProofGame } from "#lib/plays/proof/proof-contract.ts";

export interface ProofPlay {
  readonly playId: string;
  readonly game: ProofGame;
  /** Only once the game's seed is public. */
  readonly revealed:
    | {
        readonly seed: Buffer;
        readonly committed: string;
        readonly outcome: ProofEvidence["outcome"];
        readonly reason: string;
        /** Null for a play that was voided before it was paced. */
        readonly k: number | null;
        readonly prize: { readonly name: string; readonly brand: string } | null;
      }
    | undefined;
}

/** A play and its game; of its result nothing leaves the database before the game's seed is public. */
export async function findProofPlay(sql: Executor, playId: string): Promise<ProofPlay | undefined> {
  const [row] = await sql<
    (ProofGame & {
      seed: Buffer | null;
      committed: string;
      outcome: ProofEvidence["outcome"];
      reason: string;
      k: string | null;
      prize: string | null;
      brand: string | null;
    })[]
  >`
    select g.id as "gameId", g.name, coalesce(nullif(coalesce(cr.doc, c.doc) -> 'look' ->> 'title', ''), c.name) as campaign,
           c.slug, c.time_zone as "timeZone",
           to_char(g.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endsAt",
           encode(g.commitment, 'hex') as commitment,
           to_char(g.committed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "committedAt",
           v.seed, l.committed, r.outcome, r.reason, r.k::text, z.name as prize, b.name as brand
      from play_key p
      join game g on g.id = p.game_id
      join campaign c on c.id = g.campaign_id
      left join campaign_revision cr on cr.campaign_id = c.id and cr.revision = c.revision
      left join revealed_seed v on v.game_id = g.id
      left join game_plan l on l.game_id = v.game_id and l.revision = 1
      left join play_result r on r.game_id = v.game_id and r.play_id = p.play_id
      left join prize z on z.game_id = r.game_id and z.position = r.brand
      left join brand b on b.id = z.brand_id
     where p.play_id = ${playId}`;
  if (!row) return undefined;
  const { seed, committed, outcome, reason, k, prize, brand, ...game } = row;
  const revealed = seed && {
    ...{ seed, committed, outcome, reason },
    k: k === null ? null : Number(k),
    prize: prize === null || brand === null ? null : { name: prize, brand },
  };
  return { playId, game, revealed: revealed ?? undefined };
}

/** Whether the seed of a game is public. */
export async function isSeedPublic(sql: Executor, gameId: string): Promise<boolean> {
  const [row] = await sql`select 1 from revealed_seed where game_id = ${gameId}`;
  return row !== undefined;
}
