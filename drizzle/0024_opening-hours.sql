ALTER TABLE "promo_server" ADD COLUMN "posts_per_day_max" integer;--> statement-breakpoint
ALTER TABLE "game" ADD COLUMN "open_us" bigint[];--> statement-breakpoint
CREATE UNIQUE INDEX "drill_running" ON "drill" USING btree ("state") WHERE state = 'running';