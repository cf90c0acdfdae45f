import { PgBoss } from "pg-boss";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import type { Engine } from "@/lib/sending/engine/engine";
import { secondsOf } from "./harness.ts";

/**
 * The usual way, on the same queue: one job per message, which reads its person, calls Sinch for one number and writes the
 * outcome down. The queue fetches and completes jobs by the hundred, without a rest in between; enqueueing is not counted.
 */
const queue = "peer.message";
const fetchedAtOnce = 100;
const workers = 4;

/** Messages a second. */
export async function messagesPerSecondOfPeer(engine: Engine, messages: number): Promise<number> {
  const boss = new PgBoss({ connectionString: env().DATABASE_URL, max: 10, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue(queue);
  await boss.insert(
    queue,
    Array.from({ length: messages }, (_, index) => ({ data: { subscriberId: index + 1 } })),
  );
  await pool().query("CREATE TABLE peer_message (subscriber_id int PRIMARY KEY, status text, provider_id text)");
  const options = { batchSize: fetchedAtOnce, localConcurrency: workers, pollingIntervalSeconds: 0.5 };
  let done = 0;
  const seconds = await secondsOf(
    () =>
      new Promise<void>((resolve, reject) => {
        const work = async (jobs: { data: { subscriberId: number } }[]) => {
          await Promise.all(jobs.map(({ data }) => sendOne(engine, data.subscriberId))).catch(reject);
          done += jobs.length;
          if (done === messages) resolve();
        };
        boss.work<{ subscriberId: number }>(queue, { ...options, burstWhenBatchFull: true }, work).catch(reject);
      }),
  );
  await boss.stop({ graceful: false });
  await pool().query("DROP TABLE peer_message");
  return messages / seconds;
}

async function sendOne(engine: Engine, subscriberId: number): Promise<void> {
  const { rows } = await pool().query<{ phone: string; firstName: string }>(
    `SELECT s.phone, s.first_name AS "firstName" FROM subscriber s
      WHERE id = $1 AND NOT EXISTS (SELECT FROM suppression x WHERE x.phone = s.phone)`,
    [subscriberId],
  );
  const [person] = rows;
  if (!person) return;
  const outcome = await engine.transport.sendBatch({
    clientReference: `peer.${subscriberId}`,
    from: engine.sender,
    to: [person.phone],
    body: `Hi ${person.firstName}, doors open at 5`,
    callbackUrl: engine.callbackUrl,
  });
  await pool().query("INSERT INTO peer_message VALUES ($1, $2, $3)", [
    subscriberId,
    outcome.kind,
    outcome.kind === "accepted" ? outcome.providerId : null,
  ]);
}
