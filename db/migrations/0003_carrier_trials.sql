CREATE TABLE "carrier_trials" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"secret_sealed" text NOT NULL,
	"arrivals" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "carrier_trials" ENABLE ROW LEVEL SECURITY;