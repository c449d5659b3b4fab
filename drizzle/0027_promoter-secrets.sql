ALTER TABLE "promoter_guild" ADD COLUMN "secret_ct" "bytea";--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "previous_secret_ct" "bytea";--> statement-breakpoint
ALTER TABLE "promoter_guild" ADD COLUMN "previous_until" timestamp with time zone;