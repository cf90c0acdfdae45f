/** What product code demands besides a database. */
export const testEnvironment = {
  BASE_URL: "http://127.0.0.1:3000",
  NEXTAUTH_SECRET: "bench-secret-0123456789-abcdefghijklmnop",
  SINCH_WEBHOOK_SECRET: "bench-webhook-secret",
  LOG_LEVEL: "silent",
} as const;
