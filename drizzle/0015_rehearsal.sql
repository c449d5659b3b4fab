CREATE TYPE "public"."drill_state" AS ENUM('queued', 'running', 'done', 'cancelled', 'failed');--> statement-breakpoint
CREATE TABLE "drill" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"campaign_id" uuid NOT NULL,
	"game_id" uuid NOT NULL,
	"players" integer NOT NULL,
	"state" "drill_state" DEFAULT 'queued' NOT NULL,
	"progress" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"report" jsonb,
	"error" text,
	"cancel_asked_at" timestamp with time zone,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "brand" ADD COLUMN "rehearsal_of" uuid;--> statement-breakpoint
ALTER TABLE "campaign" ADD COLUMN "rehearsal_of" uuid;--> statement-breakpoint
ALTER TABLE "drill" ADD CONSTRAINT "drill_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drill_campaign" ON "drill" USING btree ("campaign_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "campaign_rehearsal" ON "campaign" USING btree ("rehearsal_of") WHERE rehearsal_of is not null;
--> statement-breakpoint
-- A ledger row may go while its game belongs to a demo or to a rehearsal, and no campaign or brand becomes either, or
-- stops being it, after the fact.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF TG_TABLE_NAME = 'coupon_event' THEN
      IF EXISTS (
        SELECT 1 FROM coupon c JOIN prize z ON z.id = c.prize_id JOIN game g ON g.id = z.game_id
          JOIN campaign m ON m.id = g.campaign_id
         WHERE c.id = (to_jsonb(OLD) ->> 'coupon_id')::bigint AND (m.demo OR m.rehearsal_of IS NOT NULL)) THEN
        RETURN OLD;
      END IF;
    ELSIF EXISTS (
      SELECT 1 FROM game g JOIN campaign m ON m.id = g.campaign_id
       WHERE g.id = (to_jsonb(OLD) ->> 'game_id')::uuid AND (m.demo OR m.rehearsal_of IS NOT NULL)) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE FUNCTION keep_rehearsal_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a % is of a rehearsal from the start or never', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER campaign_rehearsal_flag BEFORE UPDATE OF rehearsal_of ON "campaign"
  FOR EACH ROW WHEN (OLD.rehearsal_of IS DISTINCT FROM NEW.rehearsal_of) EXECUTE FUNCTION keep_rehearsal_flag();
--> statement-breakpoint
CREATE TRIGGER brand_rehearsal_flag BEFORE UPDATE OF rehearsal_of ON "brand"
  FOR EACH ROW WHEN (OLD.rehearsal_of IS DISTINCT FROM NEW.rehearsal_of) EXECUTE FUNCTION keep_rehearsal_flag();
--> statement-breakpoint
-- Stores sealed test codes. Into pools of a rehearsal's brands only: a process that may call this cannot fill a real one.
CREATE FUNCTION insert_test_codes(
  p_pool uuid, p_key integer, p_ids bigint[], p_cts text[], p_hmacs text[], p_masks text[]
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_brand uuid;
  v_n integer;
BEGIN
  SELECT b.id INTO v_brand FROM coupon_pool p JOIN brand b ON b.id = p.brand_id
   WHERE p.id = p_pool AND b.rehearsal_of IS NOT NULL;
  IF v_brand IS NULL THEN
    RAISE EXCEPTION 'pool % is of no rehearsal', p_pool USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO coupon (id, pool_id, brand_id, code_ct, code_hmac, key_id, mask)
  SELECT x.id, p_pool, v_brand, decode(x.ct, 'hex'), decode(x.hmac, 'hex'), p_key, x.mask
    FROM unnest(p_ids, p_cts, p_hmacs, p_masks) AS x(id, ct, hmac, mask);
  GET DIAGNOSTICS v_n = ROW_COUNT;
  RETURN v_n;
END $$;
--> statement-breakpoint
-- Wipes the rehearsal of a campaign, whatever it holds, and answers what that was; null when there was none. It finds
-- its rows by campaign.rehearsal_of, which is set when a row is made and never after, so it can reach nothing real.
-- The chains are locked first, as by everything that decides; a decision under way ends before its game goes, and one
-- that comes later finds no game.
CREATE FUNCTION end_rehearsal(p_campaign uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_rehearsal uuid;
  v_games uuid[];
  v_pools uuid[];
  v_was jsonb;
BEGIN
  SELECT c.id INTO v_rehearsal FROM campaign c WHERE c.rehearsal_of = p_campaign FOR UPDATE;
  IF v_rehearsal IS NULL THEN RETURN NULL; END IF;
  SELECT coalesce(array_agg(g.id ORDER BY g.id), '{}') INTO v_games FROM game g WHERE g.campaign_id = v_rehearsal;
  SELECT coalesce(array_agg(p.id), '{}') INTO v_pools
    FROM coupon_pool p JOIN brand b ON b.id = p.brand_id WHERE b.rehearsal_of = v_rehearsal;
  PERFORM 1 FROM chain_head h WHERE h.game_id = ANY (v_games) ORDER BY h.game_id FOR UPDATE;
  PERFORM 1 FROM player_game pg WHERE pg.game_id = ANY (v_games) ORDER BY pg.game_id, pg.player_id FOR UPDATE;
  -- Intake inserts plays under the game's lock: from here on there are none that the statements below do not see.
  PERFORM 1 FROM game g WHERE g.id = ANY (v_games) ORDER BY g.id FOR UPDATE;
  SELECT jsonb_build_object('rehearsalId', v_rehearsal, 'plays', coalesce(sum(g.last_seq), 0)) INTO v_was
    FROM game g WHERE g.id = ANY (v_games);
  DELETE FROM coupon_event e USING coupon c WHERE e.coupon_id = c.id AND c.pool_id = ANY (v_pools);
  PERFORM wipe_plays(v_games);
  DELETE FROM coupon WHERE pool_id = ANY (v_pools);
  DELETE FROM coupon_import WHERE pool_id = ANY (v_pools);
  DELETE FROM coupon_pool WHERE id = ANY (v_pools);
  DELETE FROM campaign WHERE id = v_rehearsal;
  DELETE FROM brand_key k USING brand b WHERE b.id = k.brand_id AND b.rehearsal_of = v_rehearsal;
  DELETE FROM brand WHERE rehearsal_of = v_rehearsal;
  -- One that nobody has begun is over; whoever runs the other finds out.
  UPDATE drill SET cancel_asked_at = coalesce(cancel_asked_at, clock_timestamp()),
         state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
         finished_at = CASE WHEN state = 'queued' THEN clock_timestamp() END
   WHERE campaign_id = p_campaign AND state IN ('queued', 'running');
  RETURN v_was;
END $$;
