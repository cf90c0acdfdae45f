-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "confirmed_opt_out_line" TEXT;
