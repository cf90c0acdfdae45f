import "server-only";
import type { Sql } from "../db/pool";
import { inSession } from "../db/transaction";
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

  async beatIn(session: Sql): Promise<void> {
    const isContinuous = await this.#sign(session);
    await this.#guard(session, isContinuous);
    await session.query("DELETE FROM worker WHERE seen_at < now() - interval '1 day'");
  }

  /** Returns whether the sign before this one is still there: a database without it has lost what was committed. */
  async #sign(session: Sql): Promise<boolean> {
    const { rows } = await session.query<{ seenAt: Date; before: Date | null }>(
      `WITH before AS (SELECT seen_at FROM worker WHERE id = $1)
       INSERT INTO worker (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = now()
       RETURNING seen_at AS "seenAt", (SELECT seen_at FROM before) AS before`,
      [this.#id],
    );
    const last = this.#lastBeat;
    const before = rows[0]?.before ?? null;
    this.#lastBeat = rows[0]?.seenAt ?? null;
    // Later than what we heard of is fine: that commit's answer was lost.
    return last !== null && before !== null && before >= last;
  }

  async #guard(session: Sql, isContinuous: boolean): Promise<void> {
    const { rows } = await session.query<{ fence: string }>("SELECT fence FROM sending_control");
    const fence = rows[0]?.fence ?? "";
    const current = await readIdentity(session);
    const decision = decideFence({ fence, current, held: this.#held, isContinuous });
    this.#held = decision === "go" ? fence : null;
    if (decision === "adopt") {
      const adopted = await session.query("UPDATE sending_control SET fence = $2, locked_at = NULL WHERE fence = $1", [
        fence,
        toFence(current),
      ]);
      if (adopted.rowCount === 1) this.#held = toFence(current);
    }
    if (decision === "lock") {
      const locked = await session.query(
        "UPDATE sending_control SET locked_at = now() WHERE fence = $1 AND locked_at IS NULL",
        [fence],
      );
      const differences = differencesOf(fence, current);
      if (locked.rowCount === 1) log.warn("this looks like a restored copy: sending is locked", { differences });
    }
  }
}
