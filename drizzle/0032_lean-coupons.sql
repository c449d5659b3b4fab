DROP INDEX "coupon_by_import";--> statement-breakpoint
ALTER TABLE "coupon_import" ADD COLUMN "maybe_repeats" integer;