-- AlterTable
ALTER TABLE "plan_limiter" DROP COLUMN "moved_back",
ADD COLUMN     "departures" JSONB NOT NULL DEFAULT '[]';
