CREATE TABLE "promotion_player" (
	"player_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"promotion_id" uuid NOT NULL,
	"server_id" uuid,
	"variant_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promotion_player_campaign_id_player_id_pk" PRIMARY KEY("campaign_id","player_id")
);
--> statement-breakpoint
ALTER TABLE "promo_complaint" ADD COLUMN "dedupe_key" text;--> statement-breakpoint
ALTER TABLE "exposure" ADD COLUMN "makegood_for" uuid;--> statement-breakpoint
ALTER TABLE "promotion_event" ADD COLUMN "count" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "promotion_player" ADD CONSTRAINT "promotion_player_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "promotion_player_promotion" ON "promotion_player" USING btree ("promotion_id");--> statement-breakpoint
CREATE INDEX "promo_complaint_promotion" ON "promo_complaint" USING btree ("promotion_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "promotion_event_message" ON "promotion_event" USING btree ("promotion_id","server_id","message_id") WHERE type = 'POSTED' and message_id is not null;--> statement-breakpoint
ALTER TABLE "promo_complaint" ADD CONSTRAINT "promo_complaint_dedupeKey_unique" UNIQUE("dedupe_key");