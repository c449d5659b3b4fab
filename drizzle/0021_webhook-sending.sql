DROP INDEX "webhook_delivery_due";--> statement-breakpoint
ALTER TABLE "webhook_attempt" ALTER COLUMN "at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "coupon_pool" ADD COLUMN "low_stock_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox_event" ADD COLUMN "not_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook_attempt" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD COLUMN "due_from" timestamp with time zone DEFAULT clock_timestamp() NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "rests_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "webhook_delivery_event" ON "webhook_delivery" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("endpoint_id","next_attempt_at","id") WHERE state = 'PENDING';
