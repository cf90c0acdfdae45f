import type { PostgresVersion } from "../../scripts/database/server-program.ts";

/** The Postgres that tests run on: the newest one, or the oldest that is supported after `npm test -- --postgres 16`. */
export const postgresVersion: PostgresVersion = process.env.TEST_POSTGRES === "16" ? "16" : "18";
