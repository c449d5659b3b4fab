CREATE TABLE "allocation_want" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "allocation_want_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"trigger" "allocation_trigger" NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "promotion" ADD COLUMN "edited" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "allocation_head" DROP COLUMN "wanted_at";--> statement-breakpoint
ALTER TABLE "allocation_head" DROP COLUMN "wanted_by";--> statement-breakpoint
-- What an allocation changed stays, but for the promotions of the demo, which go with it.
CREATE FUNCTION keep_placement_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM promotion p WHERE p.id = OLD.promotion_id AND p.demo) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER placement_change_final ON "placement_change";
--> statement-breakpoint
CREATE TRIGGER placement_change_final BEFORE UPDATE OR DELETE ON "placement_change"
  FOR EACH ROW EXECUTE FUNCTION keep_placement_change();
--> statement-breakpoint
CREATE TRIGGER promotion_demo_flag BEFORE UPDATE OF demo ON "promotion"
  FOR EACH ROW WHEN (OLD.demo IS DISTINCT FROM NEW.demo) EXECUTE FUNCTION keep_demo_flag();
--> statement-breakpoint
-- The demo's promotions and promo servers with all that hangs on them. Runs stay: their versions are in other batches.
CREATE FUNCTION remove_demo_network() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM allocation_head FOR UPDATE;
  DELETE FROM promo_complaint c USING promo_server s WHERE s.id = c.server_id AND s.demo;
  DELETE FROM placement_change c USING promotion p WHERE p.id = c.promotion_id AND p.demo;
  DELETE FROM promotion WHERE demo;
  DELETE FROM promo_server WHERE demo;
END $$;
