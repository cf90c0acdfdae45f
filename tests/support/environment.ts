/** What `env()` must find besides the database. Hand it to child processes too. */
export const testEnvironment = {
  // vitest sets BASE_URL itself, to something else.
  BASE_URL: "http://127.0.0.1:3000",
  NEXTAUTH_SECRET: "test-secret-0123456789-abcdefghijklmnop",
  SINCH_WEBHOOK_SECRET: "test-webhook-secret",
  LOG_LEVEL: "silent",
} as const;
