DROP INDEX "webhook_delivery_due";--> statement-breakpoint
ALTER TABLE "webhook_attempt" ALTER COLUMN "at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "coupon_pool" ADD COLUMN "low_stock_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox_event" ADD COLUMN "not_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook_attempt" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD COLUMN "due_from" timestamp with time zone DEFAULT clock_timestamp() NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "rests_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "webhook_delivery_event" ON "webhook_delivery" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("endpoint_id","next_attempt_at","id") WHERE state = 'PENDING';
--> statement-breakpoint
-- An instant as the wire has it.
CREATE FUNCTION wire_time(p_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
--> statement-breakpoint
-- Tells of a fact in the transaction of the fact; `p_not_before` holds it back. writeEvent() does the same for code.
CREATE FUNCTION emit_event(p_type text, p_brand uuid, p_data jsonb, p_not_before timestamptz DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox_event (type, brand_id, data, not_before) VALUES (p_type, p_brand, p_data, p_not_before);
$$;
--> statement-breakpoint
-- Tells of wins, each held back until its reveal; never a code. One look at a table of a few rows when nobody listens,
-- which is what nearly every installation pays for each batch with a win; otherwise one insert for all winners. An
-- endpoint that comes to be after that look hears of the next win. A rehearsal is nobody's win.
CREATE FUNCTION tell_wins(
  p_game uuid, p_plays uuid[], p_players uuid[], p_prizes uuid[], p_coupons bigint[], p_reveals timestamptz[],
  p_second_chance boolean
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM webhook_endpoint e
                  WHERE e.disabled_at IS NULL AND (e.events = '{}' OR 'play.won' = ANY (e.events))) THEN
    RETURN;
  END IF;
  INSERT INTO outbox_event (type, brand_id, data, not_before)
  SELECT 'play.won', z.brand_id,
         jsonb_build_object('playId', x.play, 'gameId', p_game, 'campaignId', g.campaign_id, 'playerId', x.player,
                            'prizeId', z.id, 'prize', z.name, 'couponId', x.coupon::text, 'brandId', z.brand_id,
                            'revealAt', wire_time(x.reveal), 'secondChance', p_second_chance),
         x.reveal
    FROM unnest(p_plays, p_players, p_prizes, p_coupons, p_reveals) WITH ORDINALITY
         AS x(play, player, prize, coupon, reveal, i)
    JOIN prize z ON z.id = x.prize
    JOIN game g ON g.id = p_game
    JOIN campaign c ON c.id = g.campaign_id AND c.rehearsal_of IS NULL
   ORDER BY x.i;
END $$;
--> statement-breakpoint
-- Whether every prize line has given out its budget; a game without any was never sold.
CREATE FUNCTION is_sold_out(p_state jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN (SELECT coalesce(bool_and(w.n::numeric >= b.n::numeric) AND sum(b.n::numeric) > 0, false)
          FROM jsonb_array_elements_text(p_state -> 'W') WITH ORDINALITY AS w(n, i)
          JOIN jsonb_array_elements_text(p_state -> 'B') WITH ORDINALITY AS b(n, i) USING (i));
--> statement-breakpoint
CREATE FUNCTION tell_sold_out(p_game uuid, p_not_before timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM emit_event('game.sold_out', NULL,
                     jsonb_build_object('gameId', g.id, 'campaignId', g.campaign_id, 'name', g.name), p_not_before)
     FROM game g JOIN campaign c ON c.id = g.campaign_id AND c.rehearsal_of IS NULL
    WHERE g.id = p_game;
END $$;
--> statement-breakpoint
-- A second chance is won when the game is closed, after every reveal.
CREATE FUNCTION tell_second_chances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_wins(a.game_id, array_agg(a.play_id ORDER BY a.rank), array_agg(a.player_id ORDER BY a.rank),
                    array_agg(a.prize_id ORDER BY a.rank), array_agg(a.coupon_id ORDER BY a.rank),
                    array_agg(a.awarded_at ORDER BY a.rank), true)
     FROM awards a GROUP BY a.game_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER second_chance_award_told AFTER INSERT ON "second_chance_award" REFERENCING NEW TABLE AS awards
  FOR EACH STATEMENT EXECUTE FUNCTION tell_second_chances();
