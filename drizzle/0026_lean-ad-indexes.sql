ALTER TABLE "ad" DROP CONSTRAINT "ad_idempotency";--> statement-breakpoint
ALTER TABLE "ad_fingerprint" DROP CONSTRAINT "ad_fingerprint_ad_id_ad_id_fk";
--> statement-breakpoint
DROP INDEX "ad_status_due";--> statement-breakpoint
DROP INDEX "ad_fingerprint_ad";--> statement-breakpoint
DROP INDEX "ad_waiting";--> statement-breakpoint
DROP INDEX "ad_brand";--> statement-breakpoint
DROP INDEX "ad_review_open";--> statement-breakpoint
CREATE UNIQUE INDEX "ad_idempotency" ON "ad" USING btree ("key_id","idempotency_key") WHERE idempotency_key is not null;--> statement-breakpoint
CREATE INDEX "ad_dead" ON "ad" USING btree ("failure_cause") WHERE status = 'DEAD';--> statement-breakpoint
CREATE INDEX "ad_waiting" ON "ad" USING btree ("partition","id") WHERE status in ('QUEUED', 'FAILED');--> statement-breakpoint
CREATE INDEX "ad_brand" ON "ad" USING btree ("brand_id","submitted_at") WHERE brand_id is not null;--> statement-breakpoint
CREATE INDEX "ad_review_open" ON "ad" USING btree ("completed_at") WHERE review = 'PENDING' and status = 'COMPLETED';