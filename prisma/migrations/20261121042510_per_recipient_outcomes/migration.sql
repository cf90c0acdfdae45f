-- AlterTable
ALTER TABLE "batch_attempt" ADD COLUMN     "is_per_recipient" BOOLEAN NOT NULL DEFAULT false;
