-- AlterTable
ALTER TABLE "batch_attempt" DROP COLUMN "left_out";
