-- Failures to sign in keep their table and their rows, under a name of their own.
ALTER TABLE "rate_limit" RENAME TO "sign_in_attempt";
ALTER TABLE "sign_in_attempt" RENAME CONSTRAINT "rate_limit_pkey" TO "sign_in_attempt_pkey";
DELETE FROM "sign_in_attempt" WHERE "key" LIKE 'campaign.test:%';

-- In the order in which rate-limiter-flexible writes them. Unlogged, since a count is worth a window: a call then waits for
-- no disk, and after a crash all windows begin anew.
CREATE UNLOGGED TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);
