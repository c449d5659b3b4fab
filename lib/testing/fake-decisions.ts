import { randomBytes } from "node:crypto";
import type { Executor } from "#lib/platform/database.ts";

/** A free code of the prize's brand. The ciphertext opens for nobody: tests that reveal seal a real one. */
export async function insertCoupon(sql: Executor, prizeId: string): Promise<number> {
  const [pool] = await sql`
    insert into coupon_pool (brand_id, name) select brand_id, 'pool' from prize where id = ${prizeId}
    returning id, brand_id`;
  const [coupon] = await sql`
    insert into coupon (pool_id, brand_id, code_ct, code_hmac, key_id, mask)
    values (${pool?.id}, ${pool?.brand_id}, '\\x00', ${randomBytes(16)}, 0, '…AB12') returning id`;
  return Number(coupon?.id);
}

/** Writes a ledger row as decide() would, without a pacer: for tests of what reads results. */
export async function decideByHand(
  sql: Executor,
  playId: string,
  win?: { readonly prizeId: string; readonly couponId: number },
): Promise<void> {
  if (win) {
    await sql`
      update coupon set state = 'RESERVED', play_id = ${playId}, prize_id = ${win.prizeId},
        reserved_at = clock_timestamp(), expires_at = now() + interval '30 days'
       where id = ${win.couponId}`;
  }
  await sql`
    insert into play_result (play_id, game_id, player_id, epoch, t, chance, shares, brand, u, outcome, reason,
      prize_id, coupon_id, reveal_at)
    select p.play_id, p.game_id, p.player_id, 1, 0, 0.5, '{0.5}', ${win ? 0 : -1}, 0.5,
           ${win ? "WIN" : "LOSE"}::play_outcome, 'DRAW', ${win?.prizeId ?? null}, ${win?.couponId ?? null},
           p.reveal_at
      from play_key k join play p on p.game_id = k.game_id and p.play_id = k.play_id
     where k.play_id = ${playId}`;
  if (win) {
    await sql`
      update player_game set wins = wins + 1
       where (game_id, player_id) in (select game_id, player_id from play_key where play_id = ${playId})`;
  }
}
