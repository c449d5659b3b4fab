CREATE TYPE "public"."promoter_post_state" AS ENUM('INTENDED', 'POSTED', 'ACKNOWLEDGED', 'REFUSED', 'DROPPED');--> statement-breakpoint
CREATE TABLE "promoter_pace" (
	"platform" "promo_platform" PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "promoter_post" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" uuid NOT NULL,
	"state" "promoter_post_state" DEFAULT 'INTENDED' NOT NULL,
	"server_uuid" uuid NOT NULL,
	"app" jsonb NOT NULL,
	"intended_at" timestamp with time zone NOT NULL,
	"message_id" text,
	"channel_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "channel_id" text;--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "target_ct" "bytea";--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "registered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "heartbeat_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "promoter_post" ADD CONSTRAINT "promoter_post_guild_id_promoter_guild_id_fk" FOREIGN KEY ("guild_id") REFERENCES "public"."promoter_guild"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "promoter_post_open" ON "promoter_post" USING btree ("guild_id") WHERE state = 'INTENDED';--> statement-breakpoint
CREATE INDEX "promoter_post_receipt" ON "promoter_post" USING btree ("next_attempt_at") WHERE state = 'POSTED';--> statement-breakpoint
CREATE INDEX "promoter_post_age" ON "promoter_post" USING btree ("intended_at");