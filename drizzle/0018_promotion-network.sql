CREATE TYPE "public"."promo_activity" AS ENUM('LOW', 'MEDIUM', 'HIGH');--> statement-breakpoint
CREATE TYPE "public"."promo_complaint_kind" AS ENUM('OPT_OUT', 'MUTE', 'FORBIDDEN');--> statement-breakpoint
CREATE TYPE "public"."promo_platform" AS ENUM('discord', 'telegram', 'webhook');--> statement-breakpoint
CREATE TYPE "public"."allocation_trigger" AS ENUM('schedule', 'promotion', 'promo_server', 'weight', 'manual');--> statement-breakpoint
CREATE TYPE "public"."promotion_event_type" AS ENUM('POSTED', 'CLICKED', 'CONVERTED');--> statement-breakpoint
CREATE TYPE "public"."promotion_state" AS ENUM('draft', 'scheduled', 'live', 'paused', 'ended', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."promotion_tier" AS ENUM('premium', 'standard', 'budget', 'exact');--> statement-breakpoint
CREATE TYPE "public"."webhook_delivery_state" AS ENUM('PENDING', 'DELIVERED', 'DEAD', 'CANCELLED');--> statement-breakpoint
CREATE TABLE "promo_complaint" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "promo_complaint_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" uuid NOT NULL,
	"promotion_id" uuid,
	"kind" "promo_complaint_kind" NOT NULL,
	"detail" text,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "promo_server" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slot" integer,
	"owner_id" uuid NOT NULL,
	"platform" "promo_platform" DEFAULT 'discord' NOT NULL,
	"guild_id" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	"user_count" integer,
	"activity_level" "promo_activity",
	"has_promotion_channel" boolean,
	"region" text,
	"language" text,
	"channel_id" text,
	"target_ct" "bytea",
	"opted_in_at" timestamp with time zone,
	"opted_in_by" text,
	"blocked_categories" text[] DEFAULT '{}' NOT NULL,
	"manual_weight" double precision,
	"batch_max" integer,
	"messages_between" integer DEFAULT 0 NOT NULL,
	"blocked_at" timestamp with time zone,
	"blocked_reason" text,
	"unregistered_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"offline_at" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"last_fetch_at" timestamp with time zone,
	"fetches" bigint DEFAULT 0 NOT NULL,
	"fetched_bytes" bigint DEFAULT 0 NOT NULL,
	"not_modified" bigint DEFAULT 0 NOT NULL,
	"batch_version" bigint DEFAULT 0 NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promo_server_slot_unique" UNIQUE("slot"),
	CONSTRAINT "promo_server_guild" UNIQUE("platform","guild_id")
);
--> statement-breakpoint
CREATE TABLE "promoter_guild" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"platform" "promo_platform" NOT NULL,
	"guild_id" text NOT NULL,
	"server_uuid" uuid NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"cache" jsonb,
	"rotation" jsonb,
	"next_post_at" timestamp with time zone,
	"lease_token" uuid,
	"lease_until" timestamp with time zone,
	"last_error" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promoter_guild_once" UNIQUE("platform","guild_id")
);
--> statement-breakpoint
CREATE TABLE "allocation_head" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"epoch_started_at" timestamp with time zone,
	"wanted_at" timestamp with time zone,
	"wanted_by" "allocation_trigger"
);
--> statement-breakpoint
CREATE TABLE "allocation_run" (
	"version" bigint PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL,
	"trigger" "allocation_trigger" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"ms" double precision NOT NULL,
	"promotions" integer NOT NULL,
	"servers" integer NOT NULL,
	"placements" integer NOT NULL,
	"added" integer NOT NULL,
	"removed" integer NOT NULL,
	"moved" integer NOT NULL,
	"exact_promotions" integer NOT NULL,
	"shortfall" integer NOT NULL,
	"max_load_ratio" double precision NOT NULL,
	"load_cv" double precision NOT NULL,
	"proof" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"actor_id" text
);
--> statement-breakpoint
CREATE TABLE "click_link" (
	"token" text PRIMARY KEY NOT NULL,
	"promotion_id" uuid NOT NULL,
	"server_id" uuid,
	"variant_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "click_link_place" UNIQUE NULLS NOT DISTINCT("promotion_id","server_id","variant_id")
);
--> statement-breakpoint
CREATE TABLE "exposure" (
	"promotion_id" uuid NOT NULL,
	"server_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"message_id" text,
	"channel_id" text,
	"posts" integer DEFAULT 1 NOT NULL,
	"last_posted_at" timestamp with time zone NOT NULL,
	"billed_as" smallint,
	"makegood" boolean DEFAULT false NOT NULL,
	CONSTRAINT "exposure_promotion_id_server_id_pk" PRIMARY KEY("promotion_id","server_id"),
	CONSTRAINT "exposure_billed" UNIQUE("promotion_id","billed_as")
);
--> statement-breakpoint
CREATE TABLE "placement" (
	"promotion_id" uuid NOT NULL,
	"server_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"draw_index" integer NOT NULL,
	"since_epoch" bigint NOT NULL,
	"since_version" bigint NOT NULL,
	"placed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "placement_promotion_id_server_id_pk" PRIMARY KEY("promotion_id","server_id")
);
--> statement-breakpoint
CREATE TABLE "placement_change" (
	"version" bigint NOT NULL,
	"promotion_id" uuid NOT NULL,
	"server_id" uuid NOT NULL,
	"added" boolean NOT NULL,
	"cause" text,
	CONSTRAINT "placement_change_version_promotion_id_server_id_added_pk" PRIMARY KEY("version","promotion_id","server_id","added")
);
--> statement-breakpoint
CREATE TABLE "promotion" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" uuid,
	"brand_id" uuid,
	"app_id" text NOT NULL,
	"app_name" text NOT NULL,
	"wire_key" text NOT NULL,
	"short_description" text NOT NULL,
	"long_description" text DEFAULT '' NOT NULL,
	"image_url" text DEFAULT '' NOT NULL,
	"cta_url" text DEFAULT '' NOT NULL,
	"promoted_campaign_id" uuid,
	"ad_id" uuid,
	"category" text DEFAULT '' NOT NULL,
	"tier" "promotion_tier" NOT NULL,
	"servers" smallint NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"regions" text[] DEFAULT '{}' NOT NULL,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"platforms" text[] DEFAULT '{}' NOT NULL,
	"min_users" integer DEFAULT 0 NOT NULL,
	"max_users" integer,
	"price_minor" integer DEFAULT 0 NOT NULL,
	"currency" text DEFAULT 'EUR' NOT NULL,
	"state" "promotion_state" DEFAULT 'draft' NOT NULL,
	"stated_shortfall" jsonb,
	"served" double precision DEFAULT 0 NOT NULL,
	"age" integer DEFAULT 0 NOT NULL,
	"last_allocated_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"demo" boolean DEFAULT false NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promotion_wire_key" UNIQUE("app_id","wire_key"),
	CONSTRAINT "promotion_window" CHECK ("promotion"."ends_at" > "promotion"."starts_at"),
	CONSTRAINT "promotion_servers" CHECK ("promotion"."servers" between 1 and 20)
);
--> statement-breakpoint
CREATE TABLE "promotion_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "promotion_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dedupe_key" text NOT NULL,
	"promotion_id" uuid NOT NULL,
	"server_id" uuid,
	"variant_id" uuid,
	"type" "promotion_event_type" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"message_id" text,
	"channel_id" text,
	"source" text NOT NULL,
	"ignored_as" text,
	"visitor" text,
	"reference" text,
	"value_minor" integer,
	CONSTRAINT "promotion_event_dedupeKey_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "promotion_variant" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"promotion_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"key" text NOT NULL,
	"message_template" text NOT NULL,
	CONSTRAINT "promotion_variant_position" UNIQUE("promotion_id","position"),
	CONSTRAINT "promotion_variant_key" UNIQUE("promotion_id","key")
);
--> statement-breakpoint
CREATE TABLE "outbox_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"message_id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"type" text NOT NULL,
	"brand_id" uuid,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"fanned_at" timestamp with time zone,
	CONSTRAINT "outbox_event_messageId_unique" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_attempt" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_attempt_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"error" text,
	"response" text
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_delivery_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"endpoint_id" uuid NOT NULL,
	"event_id" bigint NOT NULL,
	"state" "webhook_delivery_state" DEFAULT 'PENDING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_token" uuid,
	"delivered_at" timestamp with time zone,
	"last_status" integer,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_delivery_once" UNIQUE("endpoint_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"url" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"events" text[] DEFAULT '{}' NOT NULL,
	"brand_id" uuid,
	"secret_ct" "bytea" NOT NULL,
	"previous_secret_ct" "bytea",
	"previous_until" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"disabled_reason" text,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "click_link" ADD CONSTRAINT "click_link_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposure" ADD CONSTRAINT "exposure_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placement" ADD CONSTRAINT "placement_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_event" ADD CONSTRAINT "promotion_event_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_variant" ADD CONSTRAINT "promotion_variant_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_delivery_id_webhook_delivery_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_delivery"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_webhook_endpoint_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoint"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "promo_complaint_server" ON "promo_complaint" USING btree ("server_id","at");--> statement-breakpoint
CREATE INDEX "promo_server_owner" ON "promo_server" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "promo_server_seen" ON "promo_server" USING btree ("last_seen_at") WHERE unregistered_at is null;--> statement-breakpoint
CREATE INDEX "promoter_guild_due" ON "promoter_guild" USING btree ("next_post_at") WHERE enabled;--> statement-breakpoint
CREATE INDEX "exposure_server" ON "exposure" USING btree ("server_id","last_posted_at");--> statement-breakpoint
CREATE INDEX "placement_server" ON "placement" USING btree ("server_id");--> statement-breakpoint
CREATE INDEX "placement_change_promotion" ON "placement_change" USING btree ("promotion_id","version");--> statement-breakpoint
CREATE INDEX "promotion_state_ends" ON "promotion" USING btree ("state","ends_at");--> statement-breakpoint
CREATE INDEX "promotion_brand" ON "promotion" USING btree ("brand_id");--> statement-breakpoint
CREATE INDEX "promotion_event_promotion" ON "promotion_event" USING btree ("promotion_id","type","at");--> statement-breakpoint
CREATE INDEX "promotion_event_server" ON "promotion_event" USING btree ("server_id","type","at");--> statement-breakpoint
CREATE INDEX "outbox_event_waiting" ON "outbox_event" USING btree ("id") WHERE fanned_at is null;--> statement-breakpoint
CREATE INDEX "outbox_event_at" ON "outbox_event" USING btree ("at");--> statement-breakpoint
CREATE INDEX "webhook_attempt_delivery" ON "webhook_attempt" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("next_attempt_at") WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX "webhook_delivery_endpoint" ON "webhook_delivery" USING btree ("endpoint_id","id");--> statement-breakpoint
INSERT INTO "allocation_head" ("id") VALUES (true);
--> statement-breakpoint
CREATE TRIGGER placement_change_final BEFORE UPDATE OR DELETE ON "placement_change"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
