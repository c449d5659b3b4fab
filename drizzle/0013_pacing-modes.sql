CREATE TYPE "public"."close_way" AS ENUM('second_chance', 'return');--> statement-breakpoint
ALTER TYPE "public"."pacing_mode" ADD VALUE 'odds';--> statement-breakpoint
ALTER TYPE "public"."pacing_mode" ADD VALUE 'hybrid';--> statement-breakpoint
ALTER TABLE "game" ADD COLUMN "close_with" "close_way" DEFAULT 'second_chance' NOT NULL;