import type { CampaignStatus } from "@/lib/campaigns/status";
import type { ImportStatus } from "@/lib/imports/status";
import type { TestDatabase } from "./database.ts";

/**
 * Puts campaigns into a status by no move of the product's: a test begins where it wants to. The trigger that refuses such a move
 * is off for this transaction. `where` and `set` are SQL of the test itself.
 */
export function putStatus(database: TestDatabase, status: CampaignStatus, change: Change = {}): Promise<void> {
  return put(database, "campaign", status, change);
}

/** The same of imports. */
export function putImportStatus(database: TestDatabase, status: ImportStatus, change: Change = {}): Promise<void> {
  return put(database, "import", status, change);
}

type Change = { where?: string; set?: string };

async function put(
  database: TestDatabase,
  table: "campaign" | "import",
  status: string,
  { where = "TRUE", set = "" }: Change,
): Promise<void> {
  const columns = set === "" ? "" : `, ${set}`;
  await database.query(
    `BEGIN; SET LOCAL session_replication_role = 'replica';
     UPDATE ${table} SET status = '${status}'${columns} WHERE ${where}; COMMIT`,
  );
}
