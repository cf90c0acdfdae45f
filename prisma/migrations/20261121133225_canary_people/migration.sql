-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "canary_people" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "reviewed" JSONB NOT NULL DEFAULT '{}';
