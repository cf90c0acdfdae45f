import type { QueryResultRow } from "pg";
import { messageStatus, skipReason } from "@/lib/messages/rules";
import type { World } from "./world.ts";

/** How often a run came by things that are neither a fault nor wrong: the proof that they were tried. */
export type Coverage = {
  /** Calls that Sinch held back since an earlier one was unclear. */
  heldTries: number;
  /** Held calls that were taken back. */
  withdrawn: number;
  /** Batches that waited for the turn of a later wave. */
  waited: number;
  /** People skipped under the frequency cap. */
  capped: number;
  /** People skipped after the last moment of their campaign. */
  tooLate: number;
  /** People who stayed unclear to the end. */
  unclear: number;
};

export const noCoverage: Coverage = { heldTries: 0, withdrawn: 0, waited: 0, capped: 0, tooLate: 0, unclear: 0 };

export async function readCoverage({ database }: Pick<World, "database">): Promise<Coverage> {
  const { rows } = await database.query<Coverage & QueryResultRow>(
    `SELECT (SELECT count(*)::int FROM batch_attempt WHERE send_at IS NOT NULL) AS "heldTries",
            (SELECT count(withdrawn_at)::int FROM batch_attempt WHERE send_at IS NOT NULL) AS withdrawn,
            (SELECT count(*)::int FROM chaos_batch WHERE from_state = '' AND due_at > at) AS waited,
            count(*) FILTER (WHERE status = $1 AND code = $2)::int AS capped,
            count(*) FILTER (WHERE status = $1 AND code = $3)::int AS "tooLate",
            count(*) FILTER (WHERE status = $4)::int AS unclear
       FROM message`,
    [messageStatus.skipped, skipReason.capped, skipReason.too_late, messageStatus.unclear],
  );
  return rows[0] ?? noCoverage;
}

export function plus(one: Coverage, other: Coverage): Coverage {
  return {
    heldTries: one.heldTries + other.heldTries,
    withdrawn: one.withdrawn + other.withdrawn,
    waited: one.waited + other.waited,
    capped: one.capped + other.capped,
    tooLate: one.tooLate + other.tooLate,
    unclear: one.unclear + other.unclear,
  };
}

/** Leaves out every count that is 0. */
export function coverageInWords({ heldTries, withdrawn, waited, capped, tooLate, unclear }: Coverage): string {
  const parts: [number, string][] = [
    [heldTries, `${heldTries} held tries (${withdrawn} taken back)`],
    [waited, `${waited} batches waited for their wave`],
    [capped, `${capped} capped`],
    [tooLate, `${tooLate} too late`],
    [unclear, `${unclear} left unclear`],
  ];
  return parts.map(([many, words]) => (many === 0 ? "" : `, ${words}`)).join("");
}
