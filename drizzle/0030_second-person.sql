CREATE TYPE "public"."approval_kind" AS ENUM('campaign_edit', 'campaign_resume', 'approvals_off');--> statement-breakpoint
CREATE TYPE "public"."approval_state" AS ENUM('PENDING', 'APPROVED', 'REFUSED', 'CANCELLED', 'WAIVED');--> statement-breakpoint
CREATE TABLE "approval" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" "approval_kind" NOT NULL,
	"campaign_id" uuid,
	"payload" jsonb NOT NULL,
	"lines" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"basis" "bytea" NOT NULL,
	"maker_id" uuid NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone DEFAULT now() + interval '7 days' NOT NULL,
	"state" "approval_state" DEFAULT 'PENDING' NOT NULL,
	"checker_id" uuid,
	"decided_at" timestamp with time zone,
	"decided_xid" bigint,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "approval_two_people" CHECK ("approval"."checker_id" <> "approval"."maker_id"),
	CONSTRAINT "approval_checked" CHECK ("approval"."state" not in ('APPROVED', 'REFUSED') or "approval"."checker_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "campaign" ADD COLUMN "held_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "approval_made" ON "approval" USING btree ("made_at");--> statement-breakpoint
CREATE INDEX "approval_campaign" ON "approval" USING btree ("campaign_id");
--> statement-breakpoint
-- What the database itself holds while `approvals.required` is true: each guarded change passes only in the transaction
-- in which a second person approved exactly it. No process writes the answer of a request but through settle_approval.
CREATE FUNCTION approvals_on() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT s.value = 'true'::jsonb FROM setting s WHERE s.key = 'approvals.required'), false)
$$;
--> statement-breakpoint
-- Answers a request, or throws. Maker and checker are two people, and the checker is one who can sign in now.
CREATE FUNCTION settle_approval(p_id uuid, p_by uuid, p_verdict text, p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v approval%ROWTYPE;
BEGIN
  SELECT * INTO v FROM approval a WHERE a.id = p_id FOR UPDATE;
  IF NOT FOUND OR v.state <> 'PENDING' OR (p_verdict = 'APPROVED' AND v.expires_at <= clock_timestamp()) THEN
    RAISE EXCEPTION 'request % is not open', p_id USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF p_verdict = 'CANCELLED' THEN
    IF p_by IS DISTINCT FROM v.maker_id THEN
      RAISE EXCEPTION 'only its maker cancels a request' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF p_verdict IN ('APPROVED', 'REFUSED') THEN
    IF p_by = v.maker_id OR NOT EXISTS (
      SELECT 1 FROM "user" u WHERE u.id = p_by AND u.disabled_at IS NULL AND u.role IN ('admin', 'marketer')) THEN
      RAISE EXCEPTION 'a second person answers a request' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSE
    RAISE EXCEPTION '% is no answer', p_verdict USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE approval SET state = p_verdict::approval_state, reason = p_reason, decided_at = clock_timestamp(),
         decided_xid = pg_current_xact_id()::text::bigint,
         checker_id = CASE WHEN p_verdict <> 'CANCELLED' THEN p_by END
   WHERE id = p_id;
END $$;
--> statement-breakpoint
-- The approved request of this very transaction about a campaign, if there is one that covers what is about to happen.
CREATE FUNCTION is_approved_now(p_kind approval_kind, p_campaign uuid, p_covers jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM approval a
     WHERE a.kind = p_kind AND a.campaign_id IS NOT DISTINCT FROM p_campaign AND a.payload @> p_covers
       AND (a.state = 'WAIVED' OR (a.state = 'APPROVED' AND a.checker_id <> a.maker_id))
       AND a.decided_xid = pg_current_xact_id()::text::bigint)
$$;
--> statement-breakpoint
-- More of a prize, another pool, or a further prize: of a campaign that is published, that takes two people.
CREATE FUNCTION prize_needs_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_campaign uuid;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.game_id = OLD.game_id AND NEW.quantity <= OLD.quantity
    AND NEW.pool_id IS NOT DISTINCT FROM OLD.pool_id THEN
    RETURN NEW;
  END IF;
  IF NOT approvals_on() THEN RETURN NEW; END IF;
  SELECT c.id INTO v_campaign FROM game g JOIN campaign c ON c.id = g.campaign_id
   WHERE g.id = NEW.game_id AND c.state <> 'draft' AND c.rehearsal_of IS NULL;
  IF v_campaign IS NULL OR is_approved_now('campaign_edit', v_campaign, jsonb_build_object('prizes', jsonb_build_array(
      jsonb_build_object('id', NEW.id, 'gameId', NEW.game_id, 'quantity', NEW.quantity, 'poolId', NEW.pool_id)))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'prize % needs a second person', NEW.id USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER prize_two_people BEFORE INSERT OR UPDATE OF id, game_id, quantity, pool_id ON "prize"
  FOR EACH ROW EXECUTE FUNCTION prize_needs_two();
--> statement-breakpoint
-- A published campaign does not turn into a draft around its games, whose prizes nobody would guard then.
CREATE FUNCTION draft_has_no_games() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM game g WHERE g.campaign_id = NEW.id) THEN
    RAISE EXCEPTION 'campaign % has games, so it is no draft', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER campaign_no_draft BEFORE UPDATE OF state ON "campaign"
  FOR EACH ROW WHEN (NEW.state = 'draft' AND OLD.state <> 'draft') EXECUTE FUNCTION draft_has_no_games();
--> statement-breakpoint
-- A campaign that a restore has stopped goes on when two people say so, and so does each of its games.
CREATE FUNCTION held_needs_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_campaign uuid;
BEGIN
  IF TG_TABLE_NAME = 'campaign' THEN
    v_campaign := OLD.id;
  ELSE
    SELECT c.id INTO v_campaign FROM campaign c
     WHERE c.id = (to_jsonb(OLD) ->> 'campaign_id')::uuid AND c.held_at IS NOT NULL;
  END IF;
  IF v_campaign IS NOT NULL AND approvals_on() AND NOT is_approved_now('campaign_resume', v_campaign, '{}') THEN
    RAISE EXCEPTION 'campaign % is held; going on needs a second person', v_campaign
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER campaign_held BEFORE UPDATE OF state, held_at ON "campaign"
  FOR EACH ROW WHEN (OLD.held_at IS NOT NULL AND (NEW.held_at IS NULL OR NEW.state IN ('draft', 'scheduled', 'live')))
  EXECUTE FUNCTION held_needs_two();
--> statement-breakpoint
CREATE TRIGGER game_held BEFORE UPDATE OF state ON "game"
  FOR EACH ROW WHEN (OLD.state = 'paused' AND NEW.state IN ('draft', 'scheduled', 'live'))
  EXECUTE FUNCTION held_needs_two();
--> statement-breakpoint
-- The switch itself: on only where two people could answer, off only when two people said so, or the owner.
CREATE FUNCTION switch_needs_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_was boolean := TG_OP <> 'INSERT' AND OLD.key = 'approvals.required' AND OLD.value = 'true'::jsonb;
  v_is boolean := TG_OP <> 'DELETE' AND NEW.key = 'approvals.required' AND NEW.value = 'true'::jsonb;
BEGIN
  IF v_is AND NOT v_was AND (
    SELECT count(*) FROM "user" u WHERE u.disabled_at IS NULL AND u.role IN ('admin', 'marketer')) < 2 THEN
    RAISE EXCEPTION 'nobody could be the second person' USING ERRCODE = 'restrict_violation';
  END IF;
  IF v_was AND NOT v_is AND NOT is_approved_now('approvals_off', NULL, '{}') THEN
    RAISE EXCEPTION 'turning approvals off needs a second person' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER setting_approvals BEFORE INSERT OR UPDATE OR DELETE ON "setting"
  FOR EACH ROW EXECUTE FUNCTION switch_needs_two();
