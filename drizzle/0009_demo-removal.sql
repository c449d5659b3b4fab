-- The demo can be removed, and nothing else can: a ledger row may be deleted only while its game belongs to a
-- campaign that was made as a demo, and no campaign or brand becomes one, or stops being one, after the fact.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF TG_TABLE_NAME = 'coupon_event' THEN
      IF EXISTS (
        SELECT 1 FROM coupon c JOIN prize z ON z.id = c.prize_id JOIN game g ON g.id = z.game_id
          JOIN campaign m ON m.id = g.campaign_id
         WHERE c.id = (to_jsonb(OLD) ->> 'coupon_id')::bigint AND m.demo) THEN
        RETURN OLD;
      END IF;
    ELSIF EXISTS (
      SELECT 1 FROM game g JOIN campaign m ON m.id = g.campaign_id
       WHERE g.id = (to_jsonb(OLD) ->> 'game_id')::uuid AND m.demo) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE FUNCTION keep_demo_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a % is a demo from the start or never', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER campaign_demo_flag BEFORE UPDATE OF demo ON "campaign"
  FOR EACH ROW WHEN (OLD.demo IS DISTINCT FROM NEW.demo) EXECUTE FUNCTION keep_demo_flag();
--> statement-breakpoint
CREATE TRIGGER brand_demo_flag BEFORE UPDATE OF demo ON "brand"
  FOR EACH ROW WHEN (OLD.demo IS DISTINCT FROM NEW.demo) EXECUTE FUNCTION keep_demo_flag();
--> statement-breakpoint
-- A game cannot move into a demo campaign either.
CREATE TRIGGER game_campaign_fixed BEFORE UPDATE OF campaign_id ON "game"
  FOR EACH ROW WHEN (OLD.campaign_id IS DISTINCT FROM NEW.campaign_id) EXECUTE FUNCTION keep_demo_flag();
