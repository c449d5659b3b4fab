ALTER TABLE "promo_server" ADD COLUMN "posts_per_day_max" integer;--> statement-breakpoint
ALTER TABLE "game" ADD COLUMN "open_us" bigint[];--> statement-breakpoint
CREATE UNIQUE INDEX "drill_running" ON "drill" USING btree ("state") WHERE state = 'running';--> statement-breakpoint
-- Analyses tables that were small when they were analysed last and have grown since. A connection keeps the plans of its
-- statements; one that was made when a table was known to be empty reads the table whole for every look-up, and a
-- stampede fills it long before autovacuum comes round. Analysing makes every connection plan anew.
CREATE FUNCTION analyze_grown() RETURNS integer LANGUAGE plpgsql SET lock_timeout = '1s' AS $$
DECLARE
  v_table regclass;
  v_n integer := 0;
BEGIN
  FOR v_table IN
    SELECT c.oid::regclass FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.reltuples >= 0 AND c.relpages < 1000
       AND pg_relation_size(c.oid) > 8192 * (8 + 8 * c.relpages::bigint) LOOP
    EXECUTE format('ANALYZE %s', v_table);
    v_n := v_n + 1;
  END LOOP;
  RETURN v_n;
END $$;
