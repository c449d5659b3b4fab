CREATE INDEX "coupon_import_taken" ON "coupon" USING btree ("import_id") WHERE state <> 'AVAILABLE';
--> statement-breakpoint
-- An import writes a million rows at once, and a foreign key is a query for each of them: a quarter of the whole. The
-- same promises are kept a statement at a time, with the same lock on the pool. Staged rows of an import that is gone
-- are cleared by the worker.
ALTER TABLE "coupon_staging" DROP CONSTRAINT "coupon_staging_import_id_coupon_import_id_fk";
--> statement-breakpoint
ALTER TABLE "coupon" DROP CONSTRAINT "coupon_pool_id_coupon_pool_id_fk";
--> statement-breakpoint
-- Like a foreign key, these look as the owner of the tables, whoever writes.
CREATE FUNCTION coupons_have_pools() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_pools uuid[];
  v_found bigint;
BEGIN
  SELECT array_agg(DISTINCT n.pool_id) INTO v_pools FROM new_coupons n;
  SELECT count(*) INTO v_found
    FROM (SELECT 1 FROM coupon_pool p WHERE p.id = ANY (v_pools) ORDER BY p.id FOR KEY SHARE) held;
  IF v_found < cardinality(v_pools) THEN
    RAISE EXCEPTION 'a coupon names a pool that does not exist' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER coupon_has_pool AFTER INSERT ON "coupon" REFERENCING NEW TABLE AS new_coupons
  FOR EACH STATEMENT EXECUTE FUNCTION coupons_have_pools();
--> statement-breakpoint
CREATE FUNCTION coupon_keeps_pool() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'coupon % stays in its pool', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER coupon_pool_fixed BEFORE UPDATE OF pool_id ON "coupon"
  FOR EACH ROW WHEN (OLD.pool_id IS DISTINCT FROM NEW.pool_id) EXECUTE FUNCTION coupon_keeps_pool();
--> statement-breakpoint
CREATE FUNCTION pool_keeps_coupons() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM coupon c WHERE c.pool_id = OLD.id) THEN
    RAISE EXCEPTION 'pool % still has coupons', OLD.id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER pool_is_empty AFTER DELETE OR UPDATE OF id ON "coupon_pool"
  FOR EACH ROW EXECUTE FUNCTION pool_keeps_coupons();
--> statement-breakpoint
-- Free coupons have no play: a million of them need no place in the index that keeps a play to one coupon.
ALTER TABLE "coupon" DROP CONSTRAINT "coupon_play";
--> statement-breakpoint
CREATE UNIQUE INDEX "coupon_play" ON "coupon" USING btree ("play_id") WHERE play_id is not null;
