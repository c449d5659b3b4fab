CREATE TYPE "public"."campaign_state" AS ENUM('draft', 'scheduled', 'live', 'paused', 'ended', 'archived');--> statement-breakpoint
CREATE TYPE "public"."game_state" AS ENUM('draft', 'scheduled', 'live', 'paused', 'ended');--> statement-breakpoint
CREATE TYPE "public"."pacing_mode" AS ENUM('smooth', 'moments', 'slot');--> statement-breakpoint
CREATE TYPE "public"."who_may_play" AS ENUM('anonymous', 'identified');--> statement-breakpoint
CREATE TYPE "public"."coupon_state" AS ENUM('AVAILABLE', 'RESERVED', 'ISSUED', 'REDEEMED', 'EXPIRED', 'VOIDED');--> statement-breakpoint
CREATE TYPE "public"."coupon_import_state" AS ENUM('uploaded', 'checking', 'checked', 'committing', 'committed', 'failed', 'cancelled', 'undone');--> statement-breakpoint
CREATE TYPE "public"."audit_actor" AS ENUM('user', 'api_key', 'player', 'system');--> statement-breakpoint
CREATE TYPE "public"."role" AS ENUM('admin', 'marketer', 'brand');--> statement-breakpoint
CREATE TYPE "public"."chain_entry_kind" AS ENUM('genesis', 'batch', 'correction', 'revision', 'pause', 'resume', 'budget', 'rebuild', 'second_chance');--> statement-breakpoint
CREATE TYPE "public"."pacer_mode" AS ENUM('redis', 'direct');--> statement-breakpoint
CREATE TYPE "public"."play_outcome" AS ENUM('WIN', 'LOSE', 'VOID');--> statement-breakpoint
CREATE TYPE "public"."play_reason" AS ENUM('DRAW', 'CAP', 'POOL', 'POISON');--> statement-breakpoint
CREATE TABLE "brand" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"monogram" text NOT NULL,
	"color" text DEFAULT '#B9290F' NOT NULL,
	"contact_email" text,
	"website" text,
	"logo" "bytea",
	"demo" boolean DEFAULT false NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "brand_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "campaign" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"state" "campaign_state" DEFAULT 'draft' NOT NULL,
	"time_zone" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"owner_id" uuid,
	"doc" jsonb NOT NULL,
	"doc_version" integer DEFAULT 1 NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"hall_mode" boolean DEFAULT false NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"published_at" timestamp with time zone,
	"archived_at" timestamp with time zone,
	"updated_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "campaign_slug_unique" UNIQUE("slug"),
	CONSTRAINT "campaign_window" CHECK ("campaign"."ends_at" > "campaign"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "campaign_revision" (
	"campaign_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"doc" jsonb NOT NULL,
	"note" text,
	"author_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "campaign_revision_campaign_id_revision_pk" PRIMARY KEY("campaign_id","revision")
);
--> statement-breakpoint
CREATE TABLE "game" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"campaign_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"position" smallint NOT NULL,
	"state" "game_state" DEFAULT 'draft' NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"reveal_seconds" smallint DEFAULT 10 NOT NULL,
	"plays_per_player" integer DEFAULT 1 NOT NULL,
	"wins_per_player" integer DEFAULT 1 NOT NULL,
	"plays_per_day" boolean DEFAULT false NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"plays_per_network" integer DEFAULT 0 NOT NULL,
	"wins_per_network" integer DEFAULT 0 NOT NULL,
	"who_may_play" "who_may_play" DEFAULT 'anonymous' NOT NULL,
	"pacing_mode" "pacing_mode" DEFAULT 'smooth' NOT NULL,
	"partition" smallint NOT NULL,
	"shards" smallint DEFAULT 1 NOT NULL,
	"seed_ct" "bytea",
	"commitment" "bytea",
	"committed_at" timestamp with time zone,
	"seed_revealed_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"paused_us" bigint DEFAULT 0 NOT NULL,
	"last_seq" bigint DEFAULT 0 NOT NULL,
	"floor_seq" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "game_slug" UNIQUE("campaign_id","slug"),
	CONSTRAINT "game_window" CHECK ("game"."ends_at" > "game"."starts_at"),
	CONSTRAINT "game_reveal" CHECK ("game"."reveal_seconds" between 1 and 60),
	CONSTRAINT "game_shards" CHECK ("game"."shards" = 1)
);
--> statement-breakpoint
CREATE TABLE "game_plan" (
	"game_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"duration_s" double precision NOT NULL,
	"plan" "bytea" NOT NULL,
	"finish_share" double precision NOT NULL,
	"config" jsonb NOT NULL,
	"committed" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "game_plan_game_id_revision_pk" PRIMARY KEY("game_id","revision")
);
--> statement-breakpoint
CREATE TABLE "prize" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"game_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"pool_id" uuid,
	"position" smallint NOT NULL,
	"name" text NOT NULL,
	"quantity" integer NOT NULL,
	"weight" double precision DEFAULT 1 NOT NULL,
	"wins_per_player" integer DEFAULT 0 NOT NULL,
	"value_minor" integer DEFAULT 0 NOT NULL,
	"currency" text DEFAULT 'EUR' NOT NULL,
	"template" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prize_position" UNIQUE("game_id","position"),
	CONSTRAINT "prize_quantity" CHECK ("prize"."quantity" >= 0),
	CONSTRAINT "prize_weight" CHECK ("prize"."weight" > 0)
);
--> statement-breakpoint
CREATE TABLE "brand_key" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "brand_key_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"brand_id" uuid NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coupon" (
	"id" bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY (sequence name "coupon_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"pool_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"import_id" uuid,
	"code_ct" "bytea" NOT NULL,
	"code_hmac" "bytea" NOT NULL,
	"key_id" integer NOT NULL,
	"mask" text NOT NULL,
	"state" "coupon_state" DEFAULT 'AVAILABLE' NOT NULL,
	"play_id" uuid,
	"prize_id" uuid,
	"reserved_at" timestamp with time zone,
	"issued_at" timestamp with time zone,
	"redeemed_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "coupon_play" UNIQUE("play_id"),
	CONSTRAINT "coupon_code" UNIQUE("brand_id","code_hmac"),
	CONSTRAINT "coupon_owned" CHECK (("coupon"."state" in ('AVAILABLE', 'VOIDED', 'EXPIRED')) or "coupon"."play_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "coupon_access" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "coupon_access_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"coupon_id" bigint NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"purpose" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"xid" bigint DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL,
	"prev_hash" "bytea",
	"hash" "bytea"
);
--> statement-breakpoint
CREATE TABLE "coupon_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "coupon_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"coupon_id" bigint NOT NULL,
	"brand_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"reason" text,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coupon_import" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"pool_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" "bytea",
	"state" "coupon_import_state" DEFAULT 'uploaded' NOT NULL,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"bytes_total" bigint DEFAULT 0 NOT NULL,
	"rows_total" integer DEFAULT 0 NOT NULL,
	"rows_checked" integer DEFAULT 0 NOT NULL,
	"rows_new" integer DEFAULT 0 NOT NULL,
	"rows_rejected" integer DEFAULT 0 NOT NULL,
	"report" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error" text,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"committed_at" timestamp with time zone,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "coupon_pool" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"brand_id" uuid NOT NULL,
	"name" text NOT NULL,
	"codes_expire_at" timestamp with time zone,
	"low_stock_share" integer DEFAULT 10 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coupon_staging" (
	"import_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"coupon_id" bigint,
	"code_ct" "bytea",
	"code_hmac" "bytea",
	"mask" text,
	"key_id" integer,
	"cause" text
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"brand_id" uuid,
	"scopes" text[] NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"last_used_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"xid" bigint DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL,
	"actor_kind" "audit_actor" NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"campaign_id" uuid,
	"before" jsonb,
	"after" jsonb,
	"request_id" text,
	"prev_hash" "bytea",
	"hash" "bytea"
);
--> statement-breakpoint
CREATE TABLE "player_token_key" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"campaign_id" uuid,
	"algorithm" text DEFAULT 'HS256' NOT NULL,
	"key_material" "bytea" NOT NULL,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token" text NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setup_token" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"email" text,
	"role" "role",
	"brand_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "two_factor" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"secret" text NOT NULL,
	"backup_codes" text NOT NULL,
	"user_id" uuid NOT NULL,
	"verified" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" "role" DEFAULT 'marketer' NOT NULL,
	"brand_id" uuid,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"two_factor_enabled" boolean DEFAULT false NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain_entry" (
	"game_id" uuid NOT NULL,
	"shard" smallint DEFAULT 0 NOT NULL,
	"seq" bigint NOT NULL,
	"kind" "chain_entry_kind" NOT NULL,
	"k_from" bigint,
	"k_to" bigint,
	"root" "bytea" NOT NULL,
	"body" text,
	"prev_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "chain_entry_game_id_shard_seq_pk" PRIMARY KEY("game_id","shard","seq")
);
--> statement-breakpoint
CREATE TABLE "chain_head" (
	"game_id" uuid NOT NULL,
	"shard" smallint DEFAULT 0 NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "chain_head_game_id_shard_pk" PRIMARY KEY("game_id","shard")
);
--> statement-breakpoint
CREATE TABLE "chain_signature" (
	"game_id" uuid NOT NULL,
	"shard" smallint DEFAULT 0 NOT NULL,
	"seq" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL,
	"key_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_signature_game_id_shard_seq_pk" PRIMARY KEY("game_id","shard","seq")
);
--> statement-breakpoint
CREATE TABLE "game_pacer" (
	"game_id" uuid NOT NULL,
	"shard" smallint DEFAULT 0 NOT NULL,
	"mode" "pacer_mode" DEFAULT 'redis' NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"k" bigint DEFAULT 0 NOT NULL,
	"plan_revision" integer DEFAULT 1 NOT NULL,
	"decided" bigint DEFAULT 0 NOT NULL,
	"state" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "game_pacer_game_id_shard_pk" PRIMARY KEY("game_id","shard")
);
--> statement-breakpoint
CREATE TABLE "network_game" (
	"network" "bytea" NOT NULL,
	"game_id" uuid NOT NULL,
	"plays" integer DEFAULT 0 NOT NULL,
	"wins" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "network_game_game_id_network_pk" PRIMARY KEY("game_id","network")
);
--> statement-breakpoint
CREATE TABLE "play" (
	"play_id" uuid NOT NULL,
	"game_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"salt" "bytea" NOT NULL,
	"accepted_at" timestamp with time zone NOT NULL,
	"reveal_at" timestamp with time zone NOT NULL,
	"t_us" bigint NOT NULL,
	"network" "bytea",
	"client_ts" timestamp with time zone,
	"meta" jsonb,
	CONSTRAINT "play_game_id_play_id_pk" PRIMARY KEY("game_id","play_id")
) PARTITION BY HASH ("game_id");
--> statement-breakpoint
CREATE TABLE "play_0" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 0);
--> statement-breakpoint
CREATE TABLE "play_1" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 1);
--> statement-breakpoint
CREATE TABLE "play_2" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 2);
--> statement-breakpoint
CREATE TABLE "play_3" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 3);
--> statement-breakpoint
CREATE TABLE "play_4" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 4);
--> statement-breakpoint
CREATE TABLE "play_5" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 5);
--> statement-breakpoint
CREATE TABLE "play_6" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 6);
--> statement-breakpoint
CREATE TABLE "play_7" PARTITION OF "play" FOR VALUES WITH (MODULUS 8, REMAINDER 7);
--> statement-breakpoint
CREATE TABLE "play_feed" (
	"play_id" uuid PRIMARY KEY NOT NULL,
	"game_id" uuid NOT NULL,
	"feeds" integer DEFAULT 0 NOT NULL,
	"next_feed_at" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "play_key" (
	"play_id" uuid PRIMARY KEY NOT NULL,
	"game_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "play_result" (
	"play_id" uuid NOT NULL,
	"game_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"shard" smallint DEFAULT 0 NOT NULL,
	"k" bigint,
	"epoch" bigint NOT NULL,
	"t" double precision NOT NULL,
	"chance" double precision NOT NULL,
	"shares" double precision[] NOT NULL,
	"brand" smallint NOT NULL,
	"u" double precision NOT NULL,
	"outcome" "play_outcome" NOT NULL,
	"reason" "play_reason" NOT NULL,
	"prize_id" uuid,
	"coupon_id" bigint,
	"reveal_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "play_result_game_id_play_id_pk" PRIMARY KEY("game_id","play_id"),
	CONSTRAINT "play_result_win" CHECK (("play_result"."outcome" = 'WIN') = ("play_result"."coupon_id" is not null))
) PARTITION BY HASH ("game_id");
--> statement-breakpoint
CREATE TABLE "play_result_0" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 0);
--> statement-breakpoint
CREATE TABLE "play_result_1" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 1);
--> statement-breakpoint
CREATE TABLE "play_result_2" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 2);
--> statement-breakpoint
CREATE TABLE "play_result_3" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 3);
--> statement-breakpoint
CREATE TABLE "play_result_4" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 4);
--> statement-breakpoint
CREATE TABLE "play_result_5" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 5);
--> statement-breakpoint
CREATE TABLE "play_result_6" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 6);
--> statement-breakpoint
CREATE TABLE "play_result_7" PARTITION OF "play_result" FOR VALUES WITH (MODULUS 8, REMAINDER 7);
--> statement-breakpoint
CREATE TABLE "player_game" (
	"player_id" uuid NOT NULL,
	"game_id" uuid NOT NULL,
	"plays" integer DEFAULT 0 NOT NULL,
	"wins" integer DEFAULT 0 NOT NULL,
	"day" date,
	"day_plays" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "player_game_game_id_player_id_pk" PRIMARY KEY("game_id","player_id"),
	CONSTRAINT "player_game_counts" CHECK ("player_game"."plays" >= 0 and "player_game"."wins" >= 0)
);
--> statement-breakpoint
CREATE TABLE "player_prize" (
	"player_id" uuid NOT NULL,
	"prize_id" uuid NOT NULL,
	"game_id" uuid NOT NULL,
	"wins" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "player_prize_prize_id_player_id_pk" PRIMARY KEY("prize_id","player_id")
);
--> statement-breakpoint
CREATE TABLE "rollup_minute" (
	"game_id" uuid NOT NULL,
	"shard" smallint DEFAULT 0 NOT NULL,
	"brand" smallint NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "rollup_minute_game_id_shard_brand_minute_pk" PRIMARY KEY("game_id","shard","brand","minute")
);
--> statement-breakpoint
CREATE TABLE "stream_lease" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"holder" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone DEFAULT 'epoch' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "campaign_revision" ADD CONSTRAINT "campaign_revision_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game" ADD CONSTRAINT "game_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_plan" ADD CONSTRAINT "game_plan_game_id_game_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."game"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prize" ADD CONSTRAINT "prize_game_id_game_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."game"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prize" ADD CONSTRAINT "prize_brand_id_brand_id_fk" FOREIGN KEY ("brand_id") REFERENCES "public"."brand"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon" ADD CONSTRAINT "coupon_pool_id_coupon_pool_id_fk" FOREIGN KEY ("pool_id") REFERENCES "public"."coupon_pool"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon_import" ADD CONSTRAINT "coupon_import_pool_id_coupon_pool_id_fk" FOREIGN KEY ("pool_id") REFERENCES "public"."coupon_pool"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon_staging" ADD CONSTRAINT "coupon_staging_import_id_coupon_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."coupon_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_owner_id_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "two_factor" ADD CONSTRAINT "two_factor_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "campaign_state_ends" ON "campaign" USING btree ("state","ends_at");--> statement-breakpoint
CREATE INDEX "game_state_ends" ON "game" USING btree ("state","ends_at");--> statement-breakpoint
CREATE INDEX "prize_brand" ON "prize" USING btree ("brand_id");--> statement-breakpoint
CREATE INDEX "prize_pool" ON "prize" USING btree ("pool_id");--> statement-breakpoint
CREATE INDEX "brand_key_brand" ON "brand_key" USING btree ("brand_id","id");--> statement-breakpoint
CREATE INDEX "coupon_free" ON "coupon" USING btree ("pool_id","id") WHERE state = 'AVAILABLE';--> statement-breakpoint
CREATE INDEX "coupon_by_import" ON "coupon" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "coupon_pool_state" ON "coupon" USING btree ("pool_id","state");--> statement-breakpoint
CREATE INDEX "coupon_reserved" ON "coupon" USING btree ("reserved_at") WHERE state = 'RESERVED';--> statement-breakpoint
CREATE INDEX "coupon_access_coupon" ON "coupon_access" USING btree ("coupon_id","id");--> statement-breakpoint
CREATE INDEX "coupon_access_unsealed" ON "coupon_access" USING btree ("id") WHERE hash is null;--> statement-breakpoint
CREATE INDEX "coupon_event_coupon" ON "coupon_event" USING btree ("coupon_id","id");--> statement-breakpoint
CREATE INDEX "coupon_event_brand" ON "coupon_event" USING btree ("brand_id","at");--> statement-breakpoint
CREATE INDEX "coupon_import_pool" ON "coupon_import" USING btree ("pool_id","created_at");--> statement-breakpoint
CREATE INDEX "coupon_pool_brand" ON "coupon_pool" USING btree ("brand_id");--> statement-breakpoint
CREATE INDEX "coupon_staging_row" ON "coupon_staging" USING btree ("import_id","row");--> statement-breakpoint
CREATE INDEX "coupon_staging_code" ON "coupon_staging" USING btree ("import_id","code_hmac");--> statement-breakpoint
CREATE INDEX "account_user" ON "account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "api_key_owner" ON "api_key" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("subject_kind","subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_campaign" ON "audit_log" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_unsealed" ON "audit_log" USING btree ("id") WHERE hash is null;--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "two_factor_user" ON "two_factor" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "play_seq" ON "play" USING btree ("game_id","seq");--> statement-breakpoint
CREATE INDEX "play_player" ON "play" USING btree ("game_id","player_id");--> statement-breakpoint
CREATE INDEX "play_feed_game" ON "play_feed" USING btree ("game_id","next_feed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "play_result_k" ON "play_result" USING btree ("game_id","shard","k");--> statement-breakpoint
CREATE INDEX "play_result_decided" ON "play_result" USING btree ("game_id","decided_at");--> statement-breakpoint
CREATE INDEX "play_result_wins" ON "play_result" USING btree ("game_id","decided_at") WHERE outcome = 'WIN';--> statement-breakpoint
CREATE INDEX "player_game_wins" ON "player_game" USING btree ("game_id") WHERE wins > 0;--> statement-breakpoint
CREATE INDEX "player_prize_game" ON "player_prize" USING btree ("game_id");