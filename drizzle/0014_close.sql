CREATE TABLE "game_close" (
	"game_id" uuid PRIMARY KEY NOT NULL,
	"close_with" text NOT NULL,
	"awards" integer NOT NULL,
	"chain_seq" bigint NOT NULL,
	"closed_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "second_chance_award" (
	"play_id" uuid PRIMARY KEY NOT NULL,
	"game_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"brand" smallint NOT NULL,
	"prize_id" uuid NOT NULL,
	"coupon_id" bigint NOT NULL,
	"rank" integer NOT NULL,
	"chain_seq" bigint NOT NULL,
	"awarded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "second_chance_coupon" UNIQUE("coupon_id"),
	CONSTRAINT "second_chance_rank" UNIQUE("game_id","rank")
);
--> statement-breakpoint
ALTER TABLE "game_close" ADD CONSTRAINT "game_close_game_id_game_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."game"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_chance_award" ADD CONSTRAINT "second_chance_award_game_id_game_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."game"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "second_chance_player" ON "second_chance_award" USING btree ("player_id","game_id");
--> statement-breakpoint
CREATE TRIGGER game_close_final BEFORE UPDATE OR DELETE ON "game_close"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER second_chance_award_final BEFORE UPDATE OR DELETE ON "second_chance_award"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Takes up to so many free coupons for each prize line, in the order of positions, and answers them. They stay locked
-- to the end of the transaction and nothing else is changed. Pools in the order of ids, as decide() takes them; a code
-- that has ended is no prize.
CREATE FUNCTION claim_leftovers(p_game uuid, p_needs integer[]) RETURNS TABLE (brand smallint, coupon_ids bigint[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_pool uuid;
  v_need integer;
  v_got bigint[];
  v_from integer;
BEGIN
  FOR v_pool, v_need IN
    SELECT z.pool_id, sum(p_needs[z.position + 1])::integer
      FROM prize z JOIN coupon_pool l ON l.id = z.pool_id
     WHERE z.game_id = p_game AND p_needs[z.position + 1] > 0
       AND (l.codes_expire_at IS NULL OR l.codes_expire_at > clock_timestamp())
     GROUP BY 1 ORDER BY 1 LOOP
    v_got := claim_coupons(v_pool, v_need);
    v_from := 0;
    FOR brand, v_need IN
      SELECT z.position, p_needs[z.position + 1] FROM prize z
       WHERE z.game_id = p_game AND z.pool_id = v_pool AND p_needs[z.position + 1] > 0 ORDER BY 1 LOOP
      coupon_ids := v_got[v_from + 1 : v_from + v_need];
      v_from := v_from + v_need;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
-- Gives leftover coupons to losing plays of a game that is over: everything or nothing. Called once a game, under the
-- lock of its chain and with coupons claimed in the same transaction. What the caller reckoned is not believed: each
-- play must have lost, each win must stand under the caps, each coupon must be free. The rows of all players are locked
-- in one order before any is changed. Only game_close, written last by the caller, says that the game is closed.
CREATE FUNCTION give_second_chances(
  p_game uuid, p_plays uuid[], p_brands integer[], p_ranks integer[], p_coupons bigint[], p_seqs bigint[]
) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_n integer := cardinality(p_plays);
  v_done integer;
  v_players uuid[];
  v_prizes uuid[];
  v_caps integer[];
  v_networks bytea[];
BEGIN
  PERFORM 1 FROM chain_head h WHERE h.game_id = p_game AND h.shard = 0 FOR NO KEY UPDATE;
  IF NOT EXISTS (SELECT 1 FROM game g WHERE g.id = p_game AND g.state = 'ended' AND g.ends_at <= v_now
                    AND g.seed_revealed_at IS NULL)
    OR EXISTS (SELECT 1 FROM game_close c WHERE c.game_id = p_game) THEN
    RAISE EXCEPTION 'game % gives out nothing more', p_game USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT array_agg(r.player_id ORDER BY x.i), array_agg(z.id ORDER BY x.i), array_agg(z.wins_per_player ORDER BY x.i),
         array_agg(y.network ORDER BY x.i)
    INTO v_players, v_prizes, v_caps, v_networks
    FROM unnest(p_plays, p_brands) WITH ORDINALITY AS x(play, brand, i)
    JOIN play_result r ON r.game_id = p_game AND r.play_id = x.play AND r.outcome = 'LOSE'
    JOIN play y ON y.game_id = p_game AND y.play_id = x.play
    JOIN prize z ON z.game_id = p_game AND z.position = x.brand;
  IF cardinality(v_players) IS DISTINCT FROM v_n THEN
    RAISE EXCEPTION 'a play of game % has not lost', p_game USING ERRCODE = 'restrict_violation';
  END IF;
  IF false = ANY (take_wins(p_game, v_players, v_prizes, v_caps, v_networks)) THEN
    RAISE EXCEPTION 'a player of game % has as much as the caps allow', p_game USING ERRCODE = 'restrict_violation';
  END IF;
  WITH given AS (
    UPDATE coupon c
       SET state = 'ISSUED', play_id = x.play, prize_id = z.id, reserved_at = v_now, issued_at = v_now,
           expires_at = (SELECT least(l.codes_expire_at,
                                v_now + make_interval(days => (z.template ->> 'expiresAfterDays')::integer))
                           FROM coupon_pool l WHERE l.id = c.pool_id)
      FROM unnest(p_coupons, p_plays, v_prizes) AS x(coupon, play, prize) JOIN prize z ON z.id = x.prize
     WHERE c.id = x.coupon AND c.state = 'AVAILABLE' AND c.pool_id = z.pool_id
    RETURNING c.id, c.brand_id
  )
  INSERT INTO coupon_event (coupon_id, brand_id, kind, actor_kind, reason)
  SELECT g.id, g.brand_id, 'issued', 'system', 'second chance' FROM given g ORDER BY g.id;
  GET DIAGNOSTICS v_done = ROW_COUNT;
  IF v_done <> v_n THEN
    RAISE EXCEPTION 'a coupon of game % is not free', p_game USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO second_chance_award (play_id, game_id, player_id, brand, prize_id, coupon_id, rank, chain_seq, awarded_at)
  SELECT x.play, p_game, x.player, x.brand, x.prize, x.coupon, x.rank, x.seq, v_now
    FROM unnest(p_plays, v_players, p_brands, v_prizes, p_coupons, p_ranks, p_seqs)
         AS x(play, player, brand, prize, coupon, rank, seq);
END $$;
--> statement-breakpoint
-- Deletes what was played in these games and nothing of the games themselves. Only for functions of the owner that have
-- found out whose games they are; the tables of the ledger make sure of it once more, row by row.
CREATE FUNCTION wipe_plays(p_games uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_table text;
BEGIN
  DELETE FROM play_key k USING play p WHERE p.game_id = ANY (p_games) AND k.play_id = p.play_id;
  FOREACH v_table IN ARRAY ARRAY['play_result', 'play', 'play_feed', 'player_game', 'player_prize', 'network_game',
                                 'game_pacer', 'chain_entry', 'chain_signature', 'chain_head', 'rollup_minute',
                                 'second_chance_award', 'game_close'] LOOP
    EXECUTE format('DELETE FROM %I WHERE game_id = ANY ($1)', v_table) USING p_games;
  END LOOP;
END $$;
--> statement-breakpoint
-- Deletes everything of demo campaigns. The ledger tables let go of a row only when its game belongs to a demo
-- campaign, and nothing can be turned into one later, so this cannot reach a real play whatever calls it. A demo
-- brand or pool that a real campaign came to use stays.
CREATE FUNCTION remove_demo() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_games uuid[];
  v_pools uuid[];
BEGIN
  SELECT coalesce(array_agg(g.id), '{}') INTO v_games
    FROM game g JOIN campaign c ON c.id = g.campaign_id WHERE c.demo;
  SELECT coalesce(array_agg(p.id), '{}') INTO v_pools
    FROM coupon_pool p JOIN brand b ON b.id = p.brand_id AND b.demo
   WHERE NOT EXISTS (SELECT 1 FROM prize z WHERE z.pool_id = p.id AND NOT (z.game_id = ANY (v_games)));
  DELETE FROM coupon_event e USING coupon c, prize z
   WHERE e.coupon_id = c.id AND c.prize_id = z.id AND z.game_id = ANY (v_games);
  PERFORM wipe_plays(v_games);
  DELETE FROM coupon WHERE pool_id = ANY (v_pools);
  DELETE FROM coupon_import WHERE pool_id = ANY (v_pools);
  DELETE FROM coupon_pool WHERE id = ANY (v_pools);
  DELETE FROM campaign WHERE demo;
  DELETE FROM brand_key k USING brand b
   WHERE b.id = k.brand_id AND b.demo AND NOT EXISTS (SELECT 1 FROM coupon_pool p WHERE p.brand_id = b.id);
  DELETE FROM brand b
   WHERE b.demo AND NOT EXISTS (SELECT 1 FROM coupon_pool p WHERE p.brand_id = b.id)
     AND NOT EXISTS (SELECT 1 FROM prize z WHERE z.brand_id = b.id);
END $$;
