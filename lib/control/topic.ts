import "server-only";
import { pool } from "../db/pool";
import type { TopicState } from "../live/topic";
import { readSendingControl } from "./queries";

/** Whether sending is stopped or locked: every open page shows it. */
export async function readSendingTopic(): Promise<Map<number, TopicState>> {
  const control = await readSendingControl(pool());
  return new Map([[0, { data: control, version: JSON.stringify(control), isOver: false }]]);
}
