import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { inSession } from "../db/transaction";
import { instant, nullable, text } from "../db/types";
import { log } from "../log";
import { readIdentity } from "./identity";
import { decideFence, differencesOf, toFence } from "./rules";

/**
 * A worker's sign of life, and its look at the fence: before its first job and with every heartbeat it compares which
 * database this is with what the database says of itself. In a restored copy they differ, and sending is locked until an
 * administrator confirms. A crash of Postgres, `kill -9` and restarts change nothing of an identity.
 */
export class Pulse {
  readonly #id: string;
  #held: string | null = null;
  #lastBeat: Date | null = null;

  constructor(workerId: string) {
    this.#id = workerId;
  }

  /** One session, so that everything comes from one server even while another one is being promoted. */
  beat(): Promise<void> {
    return inSession((session) => this.beatIn(session));
  }

  async beatIn(session: Executor): Promise<void> {
    const isContinuous = await this.#sign(session);
    await this.#guard(session, isContinuous);
    await forgetDead.run(session);
  }

  /** The last word of a worker that ends on purpose: it is not missed. */
  async end(): Promise<void> {
    await takeBack.run(pool(), { id: this.#id });
  }

  /** Returns whether the sign before this one is still there: a database without it has lost what was committed. */
  async #sign(session: Executor): Promise<boolean> {
    const last = this.#lastBeat;
    const { seenAt, before } = await sign.one(session, { id: this.#id });
    this.#lastBeat = seenAt;
    // Later than what we heard of is fine: that commit's answer was lost.
    return last !== null && before !== null && before >= last;
  }

  async #guard(session: Executor, isContinuous: boolean): Promise<void> {
    const fence = (await readFence.first(session))?.fence ?? "";
    const current = await readIdentity(session);
    const decision = decideFence({ fence, current, held: this.#held, isContinuous });
    this.#held = decision === "go" ? fence : null;
    if (decision === "adopt") {
      const next = toFence(current);
      if ((await adopt.run(session, { fence, next })) === 1) this.#held = next;
    }
    if (decision === "lock" && (await lock.run(session, { fence })) === 1) {
      log.warn("this looks like a restored copy: sending is locked", { differences: differencesOf(fence, current) });
    }
  }
}

const sign = statement(
  { name: "sign-of-life", params: { id: text }, row: { seenAt: instant, before: nullable(instant) } },
  ({ id }) => sql`
    WITH before AS (SELECT seen_at FROM worker WHERE id = ${id})
    INSERT INTO worker (id) VALUES (${id}) ON CONFLICT (id) DO UPDATE SET seen_at = now()
    RETURNING seen_at AS "seenAt", (SELECT seen_at FROM before) AS before`,
);

const forgetDead = statement(
  { name: "forget-dead-workers" },
  () => sql`DELETE FROM worker WHERE seen_at < now() - interval '1 day'`,
);

const takeBack = statement(
  { name: "take-back-sign-of-life", params: { id: text } },
  ({ id }) => sql`DELETE FROM worker WHERE id = ${id}`,
);

const readFence = statement({ name: "fence", row: { fence: text } }, () => sql`SELECT fence FROM sending_control`);

const adopt = statement(
  { name: "adopt-fence", params: { next: text, fence: text } },
  ({ fence, next }) => sql`UPDATE sending_control SET fence = ${next}, locked_at = NULL WHERE fence = ${fence}`,
);

const lock = statement(
  { name: "lock-sending", params: { fence: text } },
  ({ fence }) => sql`UPDATE sending_control SET locked_at = now() WHERE fence = ${fence} AND locked_at IS NULL`,
);
