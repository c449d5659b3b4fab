-- What the database itself holds, whatever the program does.

-- The hot row of intake changes with every micro-batch: room on its page keeps the update HOT.
ALTER TABLE "game" SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE "game_pacer" SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE "chain_head" SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE "player_game" SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE "coupon" SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE "rollup_minute" SET (fillfactor = 70);
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER play_result_final BEFORE UPDATE OR DELETE ON "play_result"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER chain_entry_final BEFORE UPDATE OR DELETE ON "chain_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER coupon_event_final BEFORE UPDATE OR DELETE ON "coupon_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Audit and access rows take exactly one change: the sealer fills in the two hashes once.
CREATE FUNCTION allow_seal_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
    AND (to_jsonb(NEW) - 'hash' - 'prev_hash') = (to_jsonb(OLD) - 'hash' - 'prev_hash') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON "audit_log"
  FOR EACH ROW EXECUTE FUNCTION allow_seal_only();
--> statement-breakpoint
CREATE TRIGGER coupon_access_append_only BEFORE UPDATE OR DELETE ON "coupon_access"
  FOR EACH ROW EXECUTE FUNCTION allow_seal_only();
--> statement-breakpoint
-- A coupon once given to a play stays with it; only an operator's void sets it free again.
CREATE FUNCTION coupon_keeps_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.play_id IS NOT NULL AND NEW.play_id IS DISTINCT FROM OLD.play_id
    AND NOT (NEW.play_id IS NULL AND OLD.state = 'RESERVED' AND NEW.state = 'AVAILABLE') THEN
    RAISE EXCEPTION 'coupon % belongs to a play', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER coupon_owner BEFORE UPDATE OF play_id ON "coupon"
  FOR EACH ROW EXECUTE FUNCTION coupon_keeps_owner();
