import "server-only";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { int, text } from "../../db/types";
import { measureText } from "../../text/parts";
import { launchedText, measureAs } from "../../text/render";
import type { Engine } from "../engine/engine";
import type { Plan } from "../rate/pace";
import { batchSizeFor } from "../rules";

/** The weight of texts on a plan, which counts messages or, as the settings say, their parts. */
export function weightOf(texts: readonly { parts: number | null }[], plan: Plan): number {
  return plan.counts === "messages" ? texts.length : texts.reduce((sum, { parts }) => sum + (parts ?? 1), 0);
}

export function weightOfText(text: string, plan: Plan): number {
  return plan.counts === "messages" ? 1 : measureText(text).parts;
}

/** The weight of one recipient of a campaign, as far as its text can tell before a person's values are in it. */
export async function weightOfOne(campaignId: number, plan: Plan): Promise<number> {
  if (plan.counts === "messages") return 1;
  const campaign = await readBody.first(pool(), { campaignId });
  return measureAs(launchedText(campaign?.body ?? ""), {}).parts;
}

const readBody = statement(
  { name: "body-of-campaign", params: { campaignId: int }, row: { body: text } },
  ({ campaignId }) => sql`SELECT body FROM campaign WHERE id = ${campaignId}`,
);

/** How many people a batch of a campaign has. */
export async function batchSizeOf(campaignId: number, engine: Engine): Promise<number> {
  return batchSizeFor(engine.plan.messagesPerSecond / (await weightOfOne(campaignId, engine.plan)));
}
