-- CreateTable
CREATE TABLE "former_subscriber" (
    "phone" TEXT NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "former_subscriber_pkey" PRIMARY KEY ("phone","subscriber_id")
);
