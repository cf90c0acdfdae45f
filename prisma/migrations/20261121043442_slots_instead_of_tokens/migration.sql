-- The rate of a plan is kept as the next free moment instead of as tokens: idle time earns no burst.
ALTER TABLE "plan_limiter" DROP COLUMN "tokens",
DROP COLUMN "updated_at",
ADD COLUMN     "moved_back" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "next_batch_at" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "next_direct_at" DOUBLE PRECISION NOT NULL DEFAULT 0;
