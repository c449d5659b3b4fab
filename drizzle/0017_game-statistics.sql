-- No statistics of whose row a row is. A game that began after the last ANALYZE is not in them, so the planner takes
-- every look-up by it for one row, holds any index that begins with the game for as good as the key, and reads the
-- whole game for each play, in the middle of a stampede. Without statistics it takes a game for a 200th of the table,
-- whichever game it is and however old the figures are, and then only the full key is cheap. The same for pools.
ALTER TABLE play ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE play_result ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE play_key ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE play_feed ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE player_game ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE player_prize ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE player_prize ALTER COLUMN prize_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE network_game ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE chain_entry ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE rollup_minute ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE second_chance_award ALTER COLUMN game_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE coupon ALTER COLUMN pool_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE coupon ALTER COLUMN import_id SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE coupon_staging ALTER COLUMN import_id SET STATISTICS 0;
