ALTER TYPE "public"."chain_entry_kind" ADD VALUE 'intake';--> statement-breakpoint
ALTER TYPE "public"."chain_entry_kind" ADD VALUE 'reveal';--> statement-breakpoint
CREATE TABLE "revealed_seed" (
	"game_id" uuid PRIMARY KEY NOT NULL,
	"seed" "bytea" NOT NULL,
	"chain_seq" bigint NOT NULL,
	"revealed_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "revealed_seed_bytes" CHECK (length("revealed_seed"."seed") = 32)
);
--> statement-breakpoint
ALTER TABLE "chain_head" ADD COLUMN "intake_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "revealed_seed" ADD CONSTRAINT "revealed_seed_game_id_game_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."game"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chain_entry_pause" ON "chain_entry" USING btree ("game_id","seq") WHERE kind = 'pause' or kind = 'resume';
--> statement-breakpoint
CREATE TRIGGER revealed_seed_final BEFORE UPDATE ON "revealed_seed"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Whoever knows a seed knows every draw to come, so there must be none: a game whose seed is public stays over,
-- whatever else is asked of the row. Intake takes no play of a game that has ended or whose end has passed.
CREATE FUNCTION keep_game_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'ended' OR NEW.seed_revealed_at IS NULL OR NEW.ends_at > NEW.seed_revealed_at
    OR NEW.last_seq <> OLD.last_seq THEN
    RAISE EXCEPTION 'the seed of game % is public', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER game_stays_over BEFORE UPDATE ON "game"
  FOR EACH ROW WHEN (OLD.seed_revealed_at IS NOT NULL) EXECUTE FUNCTION keep_game_over();
--> statement-breakpoint
-- Writes into a game's chain how many plays were accepted, when that is more than the chain says; null otherwise. The
-- count is read after the head is locked, so it never goes back.
CREATE FUNCTION mark_intake(p_game uuid, p_shard smallint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_marked bigint;
  v_last bigint;
BEGIN
  SELECT h.intake_seq INTO v_marked FROM chain_head h WHERE h.game_id = p_game AND h.shard = p_shard FOR NO KEY UPDATE;
  SELECT g.last_seq INTO v_last FROM game g WHERE g.id = p_game;
  IF v_marked IS NULL OR v_last IS NULL OR v_last <= v_marked THEN RETURN NULL; END IF;
  PERFORM append_chain(p_game, p_shard, 'intake', '{"lastSeq":' || v_last || '}');
  UPDATE chain_head h SET intake_seq = v_last WHERE h.game_id = p_game AND h.shard = p_shard;
  RETURN v_last;
END $$;
