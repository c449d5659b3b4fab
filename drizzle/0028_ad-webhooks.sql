ALTER TABLE "outbox_event" ADD COLUMN "target_owner_id" uuid;--> statement-breakpoint
ALTER TABLE "outbox_event" ADD COLUMN "target_url" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "ad_owner_id" uuid;--> statement-breakpoint
CREATE INDEX "outbox_event_ad" ON "outbox_event" USING btree ((data ->> 'adId')) WHERE target_url is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoint_ad" ON "webhook_endpoint" USING btree ("ad_owner_id","url") WHERE ad_owner_id is not null;