ALTER TYPE "public"."coupon_import_state" ADD VALUE 'uploading' BEFORE 'uploaded';--> statement-breakpoint
ALTER TABLE "coupon_event" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "coupon_import" ADD COLUMN "rows_stored" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "coupon_import" ADD COLUMN "heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "coupon_expiring" ON "coupon" USING btree ("expires_at") WHERE state = 'ISSUED';