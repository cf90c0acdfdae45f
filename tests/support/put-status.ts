import type { CampaignStatus } from "@/lib/campaigns/status";
import type { TestDatabase } from "./database.ts";

/**
 * Puts campaigns into a status by no move of the product's: a test begins where it wants to. The trigger that refuses such a move
 * is off for this transaction. `where` and `set` are SQL of the test itself.
 */
export async function putStatus(
  database: TestDatabase,
  status: CampaignStatus,
  { where = "TRUE", set = "" }: { where?: string; set?: string } = {},
): Promise<void> {
  const columns = set === "" ? "" : `, ${set}`;
  await database.query(
    `BEGIN; SET LOCAL session_replication_role = 'replica';
     UPDATE campaign SET status = '${status}'${columns} WHERE ${where}; COMMIT`,
  );
}
