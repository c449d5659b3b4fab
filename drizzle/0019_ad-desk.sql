CREATE TYPE "public"."ad_policy_kind" AS ENUM('prohibited', 'age_restricted', 'required', 'claim');--> statement-breakpoint
CREATE TYPE "public"."ad_review" AS ENUM('PENDING', 'APPROVED', 'REJECTED');--> statement-breakpoint
CREATE TYPE "public"."ad_status" AS ENUM('QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'DEAD', 'CANCELLED');--> statement-breakpoint
CREATE TABLE "ad" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" uuid,
	"key_id" text,
	"brand_id" uuid,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"genre" text NOT NULL,
	"target_audience" text[] NOT NULL,
	"visual_elements" text[] NOT NULL,
	"call_to_action" text NOT NULL,
	"duration" smallint NOT NULL,
	"priority" smallint NOT NULL,
	"webhook_url" text,
	"variants" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" "ad_status" DEFAULT 'QUEUED' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"partition" smallint NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"submitted_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"due_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp with time zone,
	"started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"failure_cause" text,
	"failure" text,
	"score" double precision,
	"analysis" jsonb,
	"review" "ad_review" DEFAULT 'PENDING' NOT NULL,
	"reasons" text[] DEFAULT '{}' NOT NULL,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"idempotency_key" text,
	"body_hash" "bytea",
	"demo" boolean DEFAULT false NOT NULL,
	CONSTRAINT "ad_idempotency" UNIQUE("key_id","idempotency_key"),
	CONSTRAINT "ad_priority" CHECK ("ad"."priority" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "ad_attempt" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ad_attempt_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ad_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"attempt" smallint NOT NULL,
	"worker_id" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"outcome" text NOT NULL,
	"cause" text,
	"log" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ad_fingerprint" (
	"band" bigint NOT NULL,
	"ad_id" uuid NOT NULL,
	"submitted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ad_fingerprint_band_ad_id_pk" PRIMARY KEY("band","ad_id")
);
--> statement-breakpoint
CREATE TABLE "ad_policy" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"brand_id" uuid,
	"kind" "ad_policy_kind" NOT NULL,
	"phrase" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ad_policy_once" UNIQUE NULLS NOT DISTINCT("brand_id","kind","phrase")
);
--> statement-breakpoint
CREATE TABLE "ad_revision" (
	"ad_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"actor_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ad_revision_ad_id_version_pk" PRIMARY KEY("ad_id","version")
);
--> statement-breakpoint
CREATE TABLE "ad_worker" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"version" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"beat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"concurrency" smallint NOT NULL,
	"running" smallint DEFAULT 0 NOT NULL,
	"done" bigint DEFAULT 0 NOT NULL,
	"stolen" bigint DEFAULT 0 NOT NULL,
	"p95_ms" double precision,
	"drain_asked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notification" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notification_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid,
	"brand_id" uuid,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"sentence" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "ad_attempt" ADD CONSTRAINT "ad_attempt_ad_id_ad_id_fk" FOREIGN KEY ("ad_id") REFERENCES "public"."ad"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_fingerprint" ADD CONSTRAINT "ad_fingerprint_ad_id_ad_id_fk" FOREIGN KEY ("ad_id") REFERENCES "public"."ad"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_revision" ADD CONSTRAINT "ad_revision_ad_id_ad_id_fk" FOREIGN KEY ("ad_id") REFERENCES "public"."ad"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ad_status_due" ON "ad" USING btree ("status","due_at");--> statement-breakpoint
CREATE INDEX "ad_waiting" ON "ad" USING btree ("priority","submitted_at") WHERE status in ('QUEUED', 'FAILED');--> statement-breakpoint
CREATE INDEX "ad_leased" ON "ad" USING btree ("lease_until") WHERE status = 'PROCESSING';--> statement-breakpoint
CREATE INDEX "ad_submitted" ON "ad" USING btree ("submitted_at","id");--> statement-breakpoint
CREATE INDEX "ad_brand" ON "ad" USING btree ("brand_id","submitted_at");--> statement-breakpoint
CREATE INDEX "ad_review_open" ON "ad" USING btree ("completed_at") WHERE review = 'PENDING';--> statement-breakpoint
CREATE INDEX "ad_attempt_ad" ON "ad_attempt" USING btree ("ad_id","id");--> statement-breakpoint
CREATE INDEX "ad_fingerprint_ad" ON "ad_fingerprint" USING btree ("ad_id");--> statement-breakpoint
CREATE INDEX "notification_user" ON "notification" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "notification_brand" ON "notification" USING btree ("brand_id","id");