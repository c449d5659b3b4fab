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
