-- Accepts a micro-batch of plays and answers one code a row. Safe beside any number of other batches:
-- * rows of player_game and network_game, then of game, are locked in key order, so no two batches wait in a circle;
-- * the clock is read and the counts are judged after the locks, in a statement with a fresh snapshot, so the
--   judgement sees everything an earlier batch has committed;
-- * only what is inserted is counted, so a retry burns no attempt and game.last_seq has no gap.
-- Two batches that bring the same new id for different games hold different locks; the primary key of play_key
-- stops the second with unique_violation, and the caller sends the batch again, which then finds the id.
-- The planner is held to index lookups: a plan made while the tables were empty would read them whole later.
CREATE FUNCTION intake(
  p_ids uuid[], p_players uuid[], p_games uuid[], p_networks text[], p_client_ts timestamptz[], p_meta text[]
) RETURNS TABLE (
  ord integer, code text, seq bigint, accepted_at timestamptz, reveal_at timestamptz,
  reveal_in_ms integer, land_in_ms integer, partition smallint
) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
BEGIN
  INSERT INTO player_game (game_id, player_id)
    SELECT DISTINCT b.game_id, b.player_id
      FROM unnest(p_games, p_players) AS b(game_id, player_id)
      JOIN game g ON g.id = b.game_id
     WHERE g.state NOT IN ('draft', 'ended') AND g.ends_at > clock_timestamp()
     ORDER BY 1, 2
  ON CONFLICT DO NOTHING;

  PERFORM 1
    FROM player_game pg
   WHERE (pg.game_id, pg.player_id) IN
         (SELECT b.game_id, b.player_id FROM unnest(p_games, p_players) AS b(game_id, player_id))
   ORDER BY pg.game_id, pg.player_id
     FOR NO KEY UPDATE OF pg;

  IF EXISTS (SELECT 1 FROM game g WHERE g.id = ANY (p_games) AND g.plays_per_network > 0) THEN
    INSERT INTO network_game (game_id, network)
      SELECT DISTINCT b.game_id, decode(b.network, 'hex')
        FROM unnest(p_games, p_networks) AS b(game_id, network)
        JOIN game g ON g.id = b.game_id
       WHERE g.plays_per_network > 0 AND b.network IS NOT NULL
       ORDER BY 1, 2
    ON CONFLICT DO NOTHING;

    PERFORM 1
      FROM network_game ng
     WHERE (ng.game_id, ng.network) IN
           (SELECT b.game_id, decode(b.network, 'hex')
              FROM unnest(p_games, p_networks) AS b(game_id, network) WHERE b.network IS NOT NULL)
     ORDER BY ng.game_id, ng.network
       FOR NO KEY UPDATE OF ng;
  END IF;

  PERFORM 1 FROM game g WHERE g.id = ANY (p_games) ORDER BY g.id FOR NO KEY UPDATE OF g;
  v_now := clock_timestamp();

  RETURN QUERY
  WITH batch AS MATERIALIZED (
    SELECT b.ord::integer AS ord, b.play_id, b.player_id, b.game_id, decode(b.network, 'hex') AS network,
           b.client_ts, b.meta::jsonb AS meta,
           row_number() OVER same_id AS nth,
           first_value(b.player_id) OVER same_id AS first_player,
           first_value(b.game_id) OVER same_id AS first_game
      FROM unnest(p_ids, p_players, p_games, p_networks, p_client_ts, p_meta)
           WITH ORDINALITY AS b(play_id, player_id, game_id, network, client_ts, meta, ord)
    WINDOW same_id AS (PARTITION BY b.play_id ORDER BY b.ord)
  ),
  rules AS MATERIALIZED (
    SELECT g.id, g.state, g.starts_at, g.ends_at, g.plays_per_player, g.wins_per_player, g.plays_per_day,
           g.plays_per_network, g.last_seq, g.partition, g.reveal_seconds,
           make_interval(secs => greatest(g.reveal_seconds - 5, 1)) AS reveal_after,
           a.t_us,
           -- Openings and closings in turn: after an even number of them the game is closed.
           coalesce(width_bucket(a.t_us, g.open_us) % 2 = 0, false) AS shut,
           CASE WHEN g.plays_per_day THEN (v_now AT TIME ZONE g.time_zone)::date END AS today
      FROM game g
     CROSS JOIN LATERAL (
       SELECT floor(extract(epoch FROM v_now - g.starts_at) * 1000000)::bigint - g.paused_us AS t_us) a
     WHERE g.id = ANY (p_games)
  ),
  judged AS MATERIALIZED (
    SELECT b.ord, b.play_id, b.player_id, b.game_id, b.network, b.client_ts, b.meta, b.nth,
           k.seq AS known_seq,
           CASE WHEN r.plays_per_day THEN CASE WHEN pg.day = r.today THEN pg.day_plays ELSE 0 END
                ELSE pg.plays END AS used,
           CASE
             WHEN k.play_id IS NOT NULL AND k.player_id <> b.player_id THEN 'foreign'
             WHEN k.play_id IS NOT NULL AND k.game_id <> b.game_id THEN 'conflict'
             WHEN k.play_id IS NOT NULL THEN 'existing'
             WHEN b.nth > 1 AND b.first_player <> b.player_id THEN 'foreign'
             WHEN b.nth > 1 AND b.first_game <> b.game_id THEN 'conflict'
             WHEN b.nth > 1 THEN 'repeated'
             WHEN r.id IS NULL OR r.state = 'draft' THEN 'unknown_game'
             WHEN r.state = 'ended' OR v_now >= r.ends_at THEN 'closed'
             WHEN r.state = 'paused' THEN 'paused'
             WHEN v_now < r.starts_at OR pg.player_id IS NULL THEN 'not_started'
             WHEN r.shut THEN 'not_open'
             -- Only wins the player can know of: one counted before its reveal would tell the result. No reveal
             -- is more than 60 s behind its play; a play let in here meets the cap again in decide().
             WHEN pg.wins >= r.wins_per_player AND pg.wins - (
               SELECT count(*) FROM play_result x
                WHERE x.game_id = b.game_id AND x.player_id = b.player_id AND x.outcome = 'WIN'
                  AND x.reveal_at > v_now AND x.decided_at > v_now - interval '60 seconds'
             ) >= r.wins_per_player THEN 'win_limit'
           END AS verdict
      FROM batch b
      LEFT JOIN rules r ON r.id = b.game_id
      LEFT JOIN play_key k ON k.play_id = b.play_id
      LEFT JOIN player_game pg ON pg.game_id = b.game_id AND pg.player_id = b.player_id
  ),
  by_player AS MATERIALIZED (
    SELECT j.*, CASE
             WHEN j.verdict IS NOT NULL THEN j.verdict
             WHEN j.used + row_number() OVER (PARTITION BY j.game_id, j.player_id, j.verdict IS NULL
                                              ORDER BY j.ord) > r.plays_per_player THEN 'play_limit'
           END AS player_verdict
      FROM judged j LEFT JOIN rules r ON r.id = j.game_id
  ),
  -- A play refused here keeps its player's rank in this batch: that can refuse one more of the same player in the
  -- same batch, and never admits one too many.
  by_network AS MATERIALIZED (
    SELECT p.*, CASE
             WHEN p.player_verdict IS NOT NULL THEN p.player_verdict
             WHEN r.plays_per_network > 0 AND p.network IS NOT NULL
              AND coalesce(ng.plays, 0) + row_number() OVER (PARTITION BY p.game_id, p.network, p.player_verdict IS NULL
                                              ORDER BY p.ord) > r.plays_per_network THEN 'network_limit'
             ELSE 'ok'
           END AS final
      FROM by_player p
      LEFT JOIN rules r ON r.id = p.game_id
      LEFT JOIN network_game ng ON ng.game_id = p.game_id AND ng.network = p.network
                               AND r.plays_per_network > 0
  ),
  numbered AS MATERIALIZED (
    SELECT n.*, CASE WHEN n.final = 'ok' THEN
             r.last_seq + row_number() OVER (PARTITION BY n.game_id, n.final = 'ok' ORDER BY n.ord) END AS new_seq
      FROM by_network n LEFT JOIN rules r ON r.id = n.game_id
  ),
  admitted AS MATERIALIZED (
    SELECT n.*, r.reveal_after, r.t_us, r.today, r.plays_per_network
      FROM numbered n JOIN rules r ON r.id = n.game_id
     WHERE n.final = 'ok'
  ),
  keys AS (
    -- Sorted, so that batches which share new ids wait for each other in one direction only.
    INSERT INTO play_key (play_id, game_id, player_id, seq)
    SELECT a.play_id, a.game_id, a.player_id, a.new_seq FROM admitted a ORDER BY a.play_id
  ),
  plays AS (
    INSERT INTO play (play_id, game_id, player_id, seq, salt, accepted_at, reveal_at, t_us, network, client_ts, meta)
    SELECT a.play_id, a.game_id, a.player_id, a.new_seq,
           substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) FROM 1 FOR 16),
           v_now, v_now + a.reveal_after, a.t_us, a.network, a.client_ts, a.meta
      FROM admitted a ORDER BY a.game_id, a.new_seq
  ),
  players AS (
    UPDATE player_game pg
       SET plays = pg.plays + c.n,
           day = coalesce(c.today, pg.day),
           day_plays = CASE WHEN c.today IS NULL THEN pg.day_plays
                            WHEN pg.day = c.today THEN pg.day_plays + c.n ELSE c.n END
      FROM (SELECT a.game_id, a.player_id, a.today, count(*)::integer AS n
              FROM admitted a GROUP BY a.game_id, a.player_id, a.today) c
     WHERE pg.game_id = c.game_id AND pg.player_id = c.player_id
  ),
  networks AS (
    UPDATE network_game ng SET plays = ng.plays + c.n
      FROM (SELECT a.game_id, a.network, count(*)::integer AS n FROM admitted a
             WHERE a.plays_per_network > 0 AND a.network IS NOT NULL GROUP BY a.game_id, a.network) c
     WHERE ng.game_id = c.game_id AND ng.network = c.network
  ),
  games AS (
    UPDATE game g SET last_seq = c.new_last
      FROM (SELECT a.game_id, max(a.new_seq) AS new_last FROM admitted a GROUP BY a.game_id) c
     WHERE g.id = c.game_id
  ),
  -- Looked up a row at a time and only where needed: a join here would compare every row of the batch with every
  -- other. Found by every key there is, so that any index a plan was made for leads to the one row.
  answers AS (
    SELECT n.ord, n.final,
           CASE n.final WHEN 'ok' THEN n.new_seq
                        WHEN 'repeated' THEN (SELECT f.new_seq FROM admitted f WHERE f.play_id = n.play_id)
                        ELSE n.known_seq END AS seq,
           CASE WHEN n.final IN ('ok', 'repeated') THEN v_now
                WHEN n.final = 'existing' THEN (
                  SELECT p.accepted_at FROM play p WHERE p.game_id = n.game_id AND p.play_id = n.play_id
                     AND p.seq = n.known_seq AND p.player_id = n.player_id) END AS accepted_at,
           CASE WHEN n.final IN ('ok', 'repeated') THEN v_now + r.reveal_after
                WHEN n.final = 'existing' THEN (
                  SELECT p.reveal_at FROM play p WHERE p.game_id = n.game_id AND p.play_id = n.play_id
                     AND p.seq = n.known_seq AND p.player_id = n.player_id) END AS reveal_at,
           r.partition, r.reveal_seconds
      FROM numbered n
      LEFT JOIN rules r ON r.id = n.game_id
  )
  SELECT s.ord,
         -- A row that repeats an id of its own batch shares the fate of the first one.
         CASE WHEN s.final <> 'repeated' THEN s.final
              WHEN s.seq IS NOT NULL THEN 'existing'
              ELSE (SELECT f.final FROM by_network f JOIN by_network m ON m.play_id = f.play_id
                     WHERE m.ord = s.ord AND f.nth = 1) END,
         s.seq, s.accepted_at, s.reveal_at,
         greatest(0, ceil(extract(epoch FROM s.reveal_at - v_now) * 1000))::integer,
         greatest(0, ceil(extract(epoch FROM s.accepted_at + make_interval(secs => s.reveal_seconds) - v_now)
                          * 1000))::integer,
         s.partition
    FROM answers s ORDER BY s.ord;
END $$;
