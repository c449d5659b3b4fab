-- What a process may do only through a function of the owner. Who may call which, and that they run with the owner's
-- rights, stands in grants.json and is applied after every migration.

-- The first lock of everything that touches a game's ledger, for roles that cannot write the head themselves.
CREATE FUNCTION lock_chain(p_game uuid, p_shard smallint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM chain_head h WHERE h.game_id = p_game AND h.shard = p_shard FOR NO KEY UPDATE;
  RETURN FOUND;
END $$;
--> statement-breakpoint
-- The one way to a sealed code: the record of the access is written in the same breath, and without it there is none.
CREATE FUNCTION open_coupon(p_coupon bigint, p_actor_kind text, p_actor_id text, p_purpose text)
RETURNS TABLE (id bigint, brand_id uuid, play_id uuid, code_ct bytea, key_id integer, sealed_key bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO coupon_access (coupon_id, actor_kind, actor_id, purpose)
    SELECT c.id, p_actor_kind, p_actor_id, p_purpose FROM coupon c WHERE c.id = p_coupon;
  RETURN QUERY
    SELECT c.id, c.brand_id, c.play_id, c.code_ct, c.key_id, k.sealed_key
      FROM coupon c JOIN brand_key k ON k.id = c.key_id AND k.brand_id = c.brand_id
     WHERE c.id = p_coupon;
END $$;
--> statement-breakpoint
-- The sealer's one change of a sealed table; the triggers let each row take it once.
CREATE FUNCTION write_seals(p_table text, p_ids bigint[], p_prevs text[], p_hashes text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF p_table NOT IN ('audit_log', 'coupon_access') THEN
    RAISE EXCEPTION '% is not a sealed table', p_table USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format(
    'UPDATE %I t SET prev_hash = decode(v.prev, ''hex''), hash = decode(v.hash, ''hex'')
       FROM unnest($1, $2, $3) AS v(id, prev, hash) WHERE t.id = v.id', p_table)
    USING p_ids, p_prevs, p_hashes;
END $$;
--> statement-breakpoint
-- Deletes everything of demo campaigns. The ledger tables let go of a row only when its game belongs to a demo
-- campaign, and nothing can be turned into one later, so this cannot reach a real play whatever calls it. A demo
-- brand or pool that a real campaign came to use stays.
CREATE FUNCTION remove_demo() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_games uuid[];
  v_pools uuid[];
  v_table text;
BEGIN
  SELECT coalesce(array_agg(g.id), '{}') INTO v_games
    FROM game g JOIN campaign c ON c.id = g.campaign_id WHERE c.demo;
  SELECT coalesce(array_agg(p.id), '{}') INTO v_pools
    FROM coupon_pool p JOIN brand b ON b.id = p.brand_id AND b.demo
   WHERE NOT EXISTS (SELECT 1 FROM prize z WHERE z.pool_id = p.id AND NOT (z.game_id = ANY (v_games)));
  DELETE FROM coupon_event e USING coupon c, prize z
   WHERE e.coupon_id = c.id AND c.prize_id = z.id AND z.game_id = ANY (v_games);
  DELETE FROM play_key k USING play p WHERE p.game_id = ANY (v_games) AND k.play_id = p.play_id;
  FOREACH v_table IN ARRAY ARRAY['play_result', 'play', 'play_feed', 'player_game', 'player_prize', 'network_game',
                                 'game_pacer', 'chain_entry', 'chain_signature', 'chain_head', 'rollup_minute'] LOOP
    EXECUTE format('DELETE FROM %I WHERE game_id = ANY ($1)', v_table) USING v_games;
  END LOOP;
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
