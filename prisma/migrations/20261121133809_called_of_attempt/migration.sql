-- AlterTable
ALTER TABLE "batch_attempt" ADD COLUMN     "called" INTEGER[] DEFAULT ARRAY[]::INTEGER[];
