-- AlterTable
ALTER TABLE "batch_attempt" ADD COLUMN     "parts" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[];
