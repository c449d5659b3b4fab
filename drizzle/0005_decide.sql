-- Appends one entry to a game's chain. Takes the head's row lock, which is the first lock of everything that
-- touches a game's ledger. `p_body` is the exact text whose hash becomes the root.
CREATE FUNCTION append_chain(p_game uuid, p_shard smallint, p_kind chain_entry_kind, p_body text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_head chain_head%ROWTYPE;
  v_root bytea := sha256(convert_to('frolic-body-v1|' || p_body, 'UTF8'));
  v_hash bytea;
BEGIN
  SELECT * INTO STRICT v_head FROM chain_head h WHERE h.game_id = p_game AND h.shard = p_shard FOR UPDATE;
  v_hash := sha256(convert_to('frolic-entry-v1|', 'UTF8') || v_head.hash || convert_to(p_kind || '|', 'UTF8') || v_root);
  INSERT INTO chain_entry (game_id, shard, seq, kind, root, body, prev_hash, hash)
  VALUES (p_game, p_shard, v_head.seq + 1, p_kind, v_root, p_body, v_head.hash, v_hash);
  UPDATE chain_head h SET seq = v_head.seq + 1, hash = v_hash WHERE h.game_id = p_game AND h.shard = p_shard;
  RETURN v_head.seq + 1;
END $$;
--> statement-breakpoint
-- Takes up to `p_need` free coupons of a pool, in id order, and answers their ids; fewer only when the pool has
-- no more. The quick way skips rows that others hold, so it can find too few although some will come free: then
-- its own row locks are dropped by rolling the subtransaction back, and under the pool's advisory lock the rows
-- are waited for. Waiting while holding rows of the same pool would deadlock; nobody does.
CREATE FUNCTION claim_coupons(p_pool uuid, p_need integer) RETURNS bigint[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  v_got bigint[];
BEGIN
  BEGIN
    SELECT array_agg(s.id ORDER BY s.id) INTO v_got
      FROM (SELECT c.id FROM coupon c WHERE c.pool_id = p_pool AND c.state = 'AVAILABLE'
             ORDER BY c.id LIMIT p_need FOR UPDATE SKIP LOCKED) s;
    IF coalesce(cardinality(v_got), 0) < p_need THEN
      RAISE EXCEPTION 'too few' USING ERRCODE = 'FR001';
    END IF;
  EXCEPTION WHEN SQLSTATE 'FR001' THEN
    PERFORM pg_advisory_xact_lock(74017, hashtext(p_pool::text));
    SELECT array_agg(s.id ORDER BY s.id) INTO v_got
      FROM (SELECT c.id FROM coupon c WHERE c.pool_id = p_pool AND c.state = 'AVAILABLE'
             ORDER BY c.id LIMIT p_need FOR UPDATE) s;
  END;
  RETURN coalesce(v_got, '{}');
END $$;
--> statement-breakpoint
-- Counts the wins of a batch against the caps of player, prize line and network, and answers for each winner, in
-- order, whether it stands. The rows are locked in key order first, so the judgement is exact and no two calls
-- wait in a circle. Nearly always all stand and three statements do; otherwise one by one, in the order of k.
CREATE FUNCTION take_wins(
  p_game uuid, p_players uuid[], p_prizes uuid[], p_prize_caps integer[], p_networks bytea[]
) RETURNS boolean[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_cap integer;
  v_network_cap integer;
  v_over boolean;
  v_stands boolean[] := '{}';
  v_ok boolean;
BEGIN
  SELECT g.wins_per_player, g.wins_per_network INTO v_cap, v_network_cap FROM game g WHERE g.id = p_game;

  INSERT INTO player_game (game_id, player_id)
    SELECT DISTINCT p_game, w.player FROM unnest(p_players) AS w(player) ORDER BY 2
  ON CONFLICT DO NOTHING;
  PERFORM 1 FROM player_game pg WHERE pg.game_id = p_game AND pg.player_id = ANY (p_players)
    ORDER BY pg.player_id FOR NO KEY UPDATE;
  -- Looked up a row at a time behind LIMIT: a join could be turned round and read all players of the game.
  SELECT v_cap > 0 AND EXISTS (
    SELECT 1 FROM (SELECT w.player, count(*) AS n FROM unnest(p_players) AS w(player) GROUP BY 1) c
     CROSS JOIN LATERAL (SELECT pg.wins FROM player_game pg
                          WHERE pg.game_id = p_game AND pg.player_id = c.player LIMIT 1) had
     WHERE had.wins + c.n > v_cap) INTO v_over;

  IF EXISTS (SELECT 1 FROM unnest(p_prize_caps) AS c(cap) WHERE c.cap > 0) THEN
    INSERT INTO player_prize (prize_id, player_id, game_id)
      SELECT DISTINCT w.prize, w.player, p_game
        FROM unnest(p_players, p_prizes, p_prize_caps) AS w(player, prize, cap) WHERE w.cap > 0 ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    PERFORM 1
      FROM (SELECT DISTINCT w.prize, w.player FROM unnest(p_players, p_prizes, p_prize_caps) AS w(player, prize, cap)
             WHERE w.cap > 0 ORDER BY 1, 2) w
     CROSS JOIN LATERAL (SELECT 1 FROM player_prize pp
                          WHERE pp.prize_id = w.prize AND pp.player_id = w.player LIMIT 1 FOR NO KEY UPDATE) held;
    v_over := v_over OR EXISTS (
      SELECT 1 FROM (SELECT w.player, w.prize, w.cap, count(*) AS n
                       FROM unnest(p_players, p_prizes, p_prize_caps) AS w(player, prize, cap)
                      WHERE w.cap > 0 GROUP BY 1, 2, 3) c
       CROSS JOIN LATERAL (SELECT pp.wins FROM player_prize pp
                            WHERE pp.prize_id = c.prize AND pp.player_id = c.player LIMIT 1) had
       WHERE had.wins + c.n > c.cap);
  END IF;

  IF v_network_cap > 0 THEN
    INSERT INTO network_game (game_id, network)
      SELECT DISTINCT p_game, w.network FROM unnest(p_networks) AS w(network) WHERE w.network IS NOT NULL ORDER BY 2
    ON CONFLICT DO NOTHING;
    PERFORM 1 FROM network_game ng WHERE ng.game_id = p_game AND ng.network = ANY (p_networks)
      ORDER BY ng.network FOR NO KEY UPDATE;
    v_over := v_over OR EXISTS (
      SELECT 1 FROM (SELECT w.network, count(*) AS n FROM unnest(p_networks) AS w(network)
                      WHERE w.network IS NOT NULL GROUP BY 1) c
       CROSS JOIN LATERAL (SELECT ng.wins FROM network_game ng
                            WHERE ng.game_id = p_game AND ng.network = c.network LIMIT 1) had
       WHERE had.wins + c.n > v_network_cap);
  END IF;

  IF NOT v_over THEN
    PERFORM add_wins(p_game, p_players, p_prizes, p_prize_caps, p_networks, 1);
    RETURN array_fill(true, ARRAY[cardinality(p_players)]);
  END IF;

  FOR i IN 1 .. cardinality(p_players) LOOP
    v_ok := NOT EXISTS (SELECT 1 FROM player_game pg WHERE v_cap > 0 AND pg.game_id = p_game
                           AND pg.player_id = p_players[i] AND pg.wins >= v_cap)
      AND NOT EXISTS (SELECT 1 FROM player_prize pp WHERE p_prize_caps[i] > 0 AND pp.prize_id = p_prizes[i]
                         AND pp.player_id = p_players[i] AND pp.wins >= p_prize_caps[i])
      AND NOT EXISTS (SELECT 1 FROM network_game ng WHERE v_network_cap > 0 AND ng.game_id = p_game
                         AND ng.network = p_networks[i] AND ng.wins >= v_network_cap);
    IF v_ok THEN
      PERFORM add_wins(p_game, p_players[i:i], p_prizes[i:i], p_prize_caps[i:i], p_networks[i:i], 1);
    END IF;
    v_stands := v_stands || v_ok;
  END LOOP;
  RETURN v_stands;
END $$;
--> statement-breakpoint
-- Adds `p_by` to the counters of each winner. Every row is locked by take_wins() before. A winner at a time, by the
-- full key: winners are few, and a join could be turned round and read all players of the game.
CREATE FUNCTION add_wins(
  p_game uuid, p_players uuid[], p_prizes uuid[], p_prize_caps integer[], p_networks bytea[], p_by integer
) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_counts_networks boolean;
BEGIN
  SELECT g.wins_per_network > 0 INTO v_counts_networks FROM game g WHERE g.id = p_game;
  FOR i IN 1 .. cardinality(p_players) LOOP
    UPDATE player_game pg SET wins = pg.wins + p_by WHERE pg.game_id = p_game AND pg.player_id = p_players[i];
    IF p_prize_caps[i] > 0 THEN
      UPDATE player_prize pp SET wins = pp.wins + p_by WHERE pp.prize_id = p_prizes[i] AND pp.player_id = p_players[i];
    END IF;
    IF v_counts_networks AND p_networks[i] IS NOT NULL THEN
      UPDATE network_game ng SET wins = ng.wins + p_by WHERE ng.game_id = p_game AND ng.network = p_networks[i];
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Decides one batch of one game: one call, one transaction, everything or nothing.
--
-- Refused, with nothing changed, when the caller's epoch is not the game's (`stale_epoch`) or its ordinals do not
-- follow the game's (`stale_k`): a lower epoch, a forgetful or rolled-back Redis and a repeated call all end
-- there. A play that has a row already raises unique_violation, which undoes the call likewise.
--
-- Locks, in this order everywhere: chain head, pacer, player_game (sorted), player_prize (sorted), network_game
-- (sorted), then per pool in id order its coupons or its advisory lock, then the rows of play_result, then the
-- roll-ups (sorted). Intake takes player_game, network_game and game, in that order, and nothing of the rest.
--
-- play_result is append-only, so caps and coupons are settled before the rows are written. A win over a cap is
-- LOSE(CAP), one without a coupon LOSE(POOL); both are a `correction` entry of their own, lower W (POOL also the
-- budget, to what was given out) in the stored state, and raise the epoch: whatever the caller computed beyond
-- this batch rested on wins that did not happen, and is refused.
--
-- Wins and the last coupon are told of in the same transaction, held back until their reveal. The outbox takes no lock
-- that anything else waits for.
CREATE FUNCTION decide(
  p_game uuid, p_shard smallint, p_epoch bigint, p_k_from bigint, p_state jsonb, p_root bytea,
  p_plays uuid[], p_players uuid[], p_ts float8[], p_chances float8[], p_shares float8[], p_brands integer[],
  p_us float8[], p_reasons text[], p_reveals bigint[], p_networks text[],
  OUT status text, OUT epoch bigint, OUT state jsonb, OUT wins jsonb
) LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_n integer := cardinality(p_plays);
  v_nb integer := cardinality(p_shares) / greatest(cardinality(p_plays), 1);
  v_now timestamptz := clock_timestamp();
  v_head chain_head%ROWTYPE;
  v_epoch bigint;
  v_k bigint;
  v_hash bytea;
  v_root bytea;
  v_body text;
  -- One element a winner, in the order of k.
  w_i integer[] := '{}';
  w_player uuid[];
  w_prize uuid[];
  w_cap integer[];
  w_pool uuid[];
  w_network bytea[];
  w_stands boolean[];
  w_reason text[];
  w_coupon bigint[];
  v_pool uuid;
  v_until timestamptz;
  v_mine integer[];
  v_got bigint[];
  v_corrected boolean := false;
BEGIN
  SELECT * INTO v_head FROM chain_head h WHERE h.game_id = p_game AND h.shard = p_shard FOR NO KEY UPDATE;
  SELECT gp.epoch, gp.k INTO v_epoch, v_k
    FROM game_pacer gp WHERE gp.game_id = p_game AND gp.shard = p_shard FOR NO KEY UPDATE;
  IF v_epoch IS NULL OR v_head.game_id IS NULL THEN status := 'unknown_game'; RETURN; END IF;
  epoch := v_epoch;
  IF v_epoch <> p_epoch THEN status := 'stale_epoch'; RETURN; END IF;
  IF v_k + 1 <> p_k_from THEN status := 'stale_k'; RETURN; END IF;

  state := p_state;
  SELECT coalesce(array_agg(b.i ORDER BY b.i), '{}') INTO w_i
    FROM unnest(p_brands) WITH ORDINALITY AS b(brand, i) WHERE b.brand >= 0;

  IF cardinality(w_i) > 0 THEN
    SELECT array_agg(p_players[w.i] ORDER BY w.i), array_agg(pr.id ORDER BY w.i),
           array_agg(coalesce(pr.wins_per_player, 0) ORDER BY w.i), array_agg(pr.pool_id ORDER BY w.i),
           array_agg(decode(p_networks[w.i], 'hex') ORDER BY w.i)
      INTO w_player, w_prize, w_cap, w_pool, w_network
      FROM unnest(w_i) AS w(i) LEFT JOIN prize pr ON pr.game_id = p_game AND pr.position = p_brands[w.i];
    w_stands := take_wins(p_game, w_player, w_prize, w_cap, w_network);
    w_coupon := array_fill(NULL::bigint, ARRAY[cardinality(w_i)]);

    FOR v_pool, v_until IN SELECT DISTINCT x.pool, coalesce(cp.codes_expire_at, 'infinity')
                             FROM unnest(w_pool, w_stands) AS x(pool, stands) JOIN coupon_pool cp ON cp.id = x.pool
                            WHERE x.stands ORDER BY 1 LOOP
      -- A code that ends before its winner can see it is no prize.
      SELECT array_agg(x.j ORDER BY x.j) INTO v_mine
        FROM unnest(w_pool, w_stands, w_i) WITH ORDINALITY AS x(pool, stands, i, j)
       WHERE x.stands AND x.pool = v_pool
         AND v_until > greatest(v_now, 'epoch'::timestamptz + p_reveals[x.i] * interval '1 microsecond');
      CONTINUE WHEN v_mine IS NULL;
      v_got := claim_coupons(v_pool, cardinality(v_mine));
      UPDATE coupon c
         SET state = 'RESERVED', play_id = p_plays[w_i[v_mine[g.j]]], prize_id = w_prize[v_mine[g.j]],
             reserved_at = v_now,
             expires_at = (SELECT least(cp.codes_expire_at,
                                  'epoch'::timestamptz + p_reveals[w_i[v_mine[g.j]]] * interval '1 microsecond'
                                  + make_interval(days => (pr.template ->> 'expiresAfterDays')::integer))
                             FROM coupon_pool cp, prize pr
                            WHERE cp.id = v_pool AND pr.id = w_prize[v_mine[g.j]])
        FROM unnest(v_got) WITH ORDINALITY AS g(id, j)
       WHERE c.id = g.id;
      FOR i IN 1 .. cardinality(v_got) LOOP w_coupon[v_mine[i]] := v_got[i]; END LOOP;
    END LOOP;

    SELECT array_agg(CASE WHEN NOT x.stands THEN 'CAP' WHEN x.coupon IS NULL THEN 'POOL' ELSE 'DRAW' END ORDER BY x.j)
      INTO w_reason FROM unnest(w_stands, w_coupon) WITH ORDINALITY AS x(stands, coupon, j);
    v_corrected := 'CAP' = ANY (w_reason) OR 'POOL' = ANY (w_reason);
    IF 'POOL' = ANY (w_reason) THEN
      -- Counted by take_wins(), given back here: no coupon, no win.
      PERFORM add_wins(p_game, array_agg(x.player), array_agg(x.prize), array_agg(x.cap), array_agg(x.network), -1)
        FROM unnest(w_player, w_prize, w_cap, w_network, w_reason) AS x(player, prize, cap, network, reason)
       WHERE x.reason = 'POOL';
    END IF;
  END IF;

  INSERT INTO play_result (play_id, game_id, player_id, shard, k, epoch, t, chance, shares, brand, u, outcome, reason,
                           prize_id, coupon_id, reveal_at, decided_at)
  SELECT x.play, p_game, x.player, p_shard, p_k_from + x.i - 1, p_epoch, x.t, x.chance,
         p_shares[(x.i - 1) * v_nb + 1 : x.i * v_nb], x.brand, x.u,
         CASE WHEN w.coupon IS NULL THEN 'LOSE' ELSE 'WIN' END::play_outcome,
         coalesce(w.reason, x.reason)::play_reason,
         CASE WHEN w.coupon IS NOT NULL THEN w.prize END, w.coupon,
         'epoch'::timestamptz + x.reveal * interval '1 microsecond', v_now
    FROM unnest(p_plays, p_players, p_ts, p_chances, p_brands, p_us, p_reasons, p_reveals)
         WITH ORDINALITY AS x(play, player, t, chance, brand, u, reason, reveal, i)
    LEFT JOIN unnest(w_i, w_prize, w_coupon, w_reason) AS w(i, prize, coupon, reason) ON w.i = x.i;

  IF cardinality(w_i) > 0 THEN
    PERFORM tell_wins(p_game, array_agg(p_plays[w.i] ORDER BY w.i), array_agg(p_players[w.i] ORDER BY w.i),
                      array_agg(w.prize ORDER BY w.i), array_agg(w.coupon ORDER BY w.i),
                      array_agg('epoch'::timestamptz + p_reveals[w.i] * interval '1 microsecond' ORDER BY w.i), false)
       FROM unnest(w_i, w_prize, w_coupon) AS w(i, prize, coupon) WHERE w.coupon IS NOT NULL HAVING count(*) > 0;
  END IF;

  INSERT INTO rollup_minute (game_id, shard, brand, minute, count)
  SELECT p_game, p_shard, r.brand, date_trunc('minute', v_now, 'UTC'), r.n
    FROM (SELECT -1 AS brand, v_n AS n
          UNION ALL
          SELECT p_brands[w.i], count(*) FROM unnest(w_i, w_coupon) AS w(i, coupon)
           WHERE w.coupon IS NOT NULL GROUP BY 1) r
   ORDER BY r.brand
  ON CONFLICT (game_id, shard, brand, minute) DO UPDATE SET count = rollup_minute.count + excluded.count;

  -- Beside the tree of the rows one leaf that says which of them got which coupon.
  SELECT coalesce(sha256(convert_to('frolic-node-v1|', 'UTF8') || p_root || sha256(convert_to('frolic-awards-v1|'
                  || string_agg(p_k_from + w.i - 1 || ':' || w.coupon, ',' ORDER BY w.i), 'UTF8'))), p_root)
    INTO v_root FROM unnest(w_i, w_coupon) AS w(i, coupon) WHERE w.coupon IS NOT NULL;
  v_hash := sha256('\x66726f6c69632d656e7472792d76317c'::bytea || v_head.hash || '\x62617463687c'::bytea || v_root);
  INSERT INTO chain_entry (game_id, shard, seq, kind, k_from, k_to, root, prev_hash, hash, at)
  VALUES (p_game, p_shard, v_head.seq + 1, 'batch', p_k_from, p_k_from + v_n - 1, v_root, v_head.hash, v_hash, v_now);
  UPDATE chain_head h SET seq = v_head.seq + 1, hash = v_hash WHERE h.game_id = p_game AND h.shard = p_shard;

  IF v_corrected THEN
    -- W as it is after the refused wins; where the pool ran dry the budget ends at what was given out.
    SELECT jsonb_set(jsonb_set(p_state, '{W}', jsonb_agg(c.w ORDER BY c.b)),
                     '{B}', jsonb_agg(CASE WHEN c.dry THEN c.w ELSE c.budget END ORDER BY c.b))
      INTO state
      FROM (SELECT e.b, e.w::bigint - count(*) FILTER (WHERE r.reason IN ('CAP', 'POOL')) AS w,
                   (p_state -> 'B' -> (e.b::integer - 1))::bigint AS budget,
                   coalesce(bool_or(r.reason = 'POOL'), false) AS dry
              FROM jsonb_array_elements(p_state -> 'W') WITH ORDINALITY AS e(w, b)
              LEFT JOIN unnest(w_i, w_reason) AS r(i, reason) ON p_brands[r.i] = e.b - 1
             GROUP BY e.b, e.w) c;
    epoch := p_epoch + 1;
    -- RFC 8785 text: names in order, integers and UUIDs only.
    SELECT '{"B":' || replace((state -> 'B')::text, ' ', '') || ',"W":' || replace((state -> 'W')::text, ' ', '')
           || ',"epoch":' || epoch || ',"plays":['
           || string_agg('{"brand":' || p_brands[r.i] || ',"k":' || p_k_from + r.i - 1 || ',"playId":"' || p_plays[r.i]
                         || '","reason":"' || r.reason || '"}', ',' ORDER BY r.i)
           || ']}'
      INTO v_body FROM unnest(w_i, w_reason) AS r(i, reason) WHERE r.reason <> 'DRAW';
    PERFORM append_chain(p_game, p_shard, 'correction', v_body);
  END IF;

  -- The last coupon may not be known of before the play that won it, nor before those that wait beside it.
  IF cardinality(w_i) > 0 AND is_sold_out(state) THEN
    PERFORM tell_sold_out(p_game, 'epoch'::timestamptz + max(r.reveal) * interval '1 microsecond')
       FROM unnest(p_reveals) AS r(reveal), game_pacer gp
      WHERE gp.game_id = p_game AND gp.shard = p_shard AND NOT is_sold_out(gp.state) HAVING count(*) > 0;
  END IF;

  UPDATE game_pacer gp
     SET k = p_k_from + v_n - 1, state = decide.state, epoch = decide.epoch, decided = gp.decided + v_n, updated_at = v_now
   WHERE gp.game_id = p_game AND gp.shard = p_shard;

  SELECT coalesce(jsonb_agg(jsonb_build_object('i', w.i, 'couponId', w.coupon, 'prizeId', w.prize, 'reason', w.reason)
                            ORDER BY w.i), '[]')
    INTO wins FROM unnest(w_i, w_coupon, w_prize, w_reason) AS w(i, coupon, prize, reason);
  status := CASE WHEN v_corrected THEN 'corrected' ELSE 'ok' END;
END $$;
--> statement-breakpoint
-- Ends a play that cannot be decided: VOID(POISON), its attempt given back, one chain entry, one transaction.
-- Takes no ordinal and leaves the pacer alone. False when the play has a result already.
CREATE FUNCTION void_play(p_game uuid, p_shard smallint, p_play uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_epoch bigint;
  v_play play%ROWTYPE;
BEGIN
  PERFORM 1 FROM chain_head h WHERE h.game_id = p_game AND h.shard = p_shard FOR UPDATE;
  SELECT gp.epoch INTO STRICT v_epoch FROM game_pacer gp WHERE gp.game_id = p_game AND gp.shard = p_shard FOR UPDATE;
  IF EXISTS (SELECT 1 FROM play_result r WHERE r.game_id = p_game AND r.play_id = p_play) THEN RETURN false; END IF;
  SELECT * INTO STRICT v_play FROM play p WHERE p.game_id = p_game AND p.play_id = p_play;
  -- Of the day's plays only when the day counted is still that of the play.
  UPDATE player_game pg
     SET plays = greatest(pg.plays - 1, 0),
         day_plays = CASE WHEN pg.day = (v_play.accepted_at AT TIME ZONE g.time_zone)::date
                          THEN greatest(pg.day_plays - 1, 0) ELSE pg.day_plays END
    FROM game g
   WHERE g.id = p_game AND pg.game_id = p_game AND pg.player_id = v_play.player_id;
  UPDATE network_game ng SET plays = greatest(ng.plays - 1, 0)
   WHERE ng.game_id = p_game AND ng.network = v_play.network;
  INSERT INTO play_result (play_id, game_id, player_id, shard, epoch, t, chance, shares, brand, u, outcome, reason, reveal_at)
  VALUES (p_play, p_game, v_play.player_id, p_shard, v_epoch, v_play.t_us / 1e6, 0, '{}', -1, 0, 'VOID', 'POISON', v_play.reveal_at);
  PERFORM append_chain(p_game, p_shard, 'correction', '{"playId":"' || p_play || '","reason":"POISON"}');
  UPDATE game_pacer gp SET decided = gp.decided + 1 WHERE gp.game_id = p_game AND gp.shard = p_shard;
  DELETE FROM play_feed f WHERE f.play_id = p_play;
  RETURN true;
END $$;
