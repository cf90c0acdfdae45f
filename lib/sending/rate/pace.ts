import "server-only";
import { pool } from "../../db/pool";
import { type Fragment, sql } from "../../db/sql";
import { type Executor, statement } from "../../db/statement";
import { double, int, json, known, type Slot, text } from "../../db/types";
import { fullestSecond, leastShare, paceShare, recoveryPerSecond, sendLeaseSeconds, strikesToBreak } from "../rules";
import { DatabaseClock } from "./database-clock";
import { type Departure, Departures } from "./departures";

/**
 * The rate of a service plan: one row that every worker shares. It holds the moment at which the next batch may leave, on
 * the database's clock. The claim of a batch reserves that moment and moves it on by what the batch takes at the plan's
 * rate. Idle time earns nothing, so there is no burst. A crash after a reservation wastes it: the plan is never exceeded.
 *
 * Reservations are served in the order they were made, so campaigns share the rate equally. A direct message waits for none
 * of them: it leaves at once, and what is reserved later moves back by its share. The row also lists what leaves in which
 * second (departures.ts): who is late makes those wait for whom the second would be too full, and nobody else.
 */
export type Plan = { id: string; messagesPerSecond: number; counts: "messages" | "parts" };

/** The moment at which a call may leave: seconds on the database's clock. No two of a plan are the same. */
export type DepartureSlot = {
  at: number;
  /** The weight that was reserved for it, in messages or parts. */
  weight: number;
};

/** The share of the rate that is used, in messages or parts a second. */
export function paceOf(plan: Plan): number {
  return plan.messagesPerSecond * paceShare;
}

/** The most that any second may hold. */
export function mostOf(plan: Plan): number {
  return plan.messagesPerSecond * fullestSecond;
}

/** One per process: all that it asks tells it more about the database's time. */
export const databaseClock = new DatabaseClock();

const departures = new Map<string, Departures>();

/** The departures on a plan, as far as this process knows them. */
export function departuresOf(plan: Plan): Departures {
  const known = departures.get(plan.id) ?? new Departures(databaseClock);
  departures.set(plan.id, known);
  return known;
}

/** A clock that was set back holds up nobody for longer. */
const furthestSeconds = 120;

export const clockSql = sql`extract(epoch FROM clock_timestamp())::float8`;

/** Which part of its rate the plan `p` has now: lowered by a 429, it grows by itself. */
export const shareSql = sql`greatest(${leastShare}, least(1, p.share + ${recoveryPerSecond} * (${clockSql} - p.lowered_at)))`;

/** Forgets departures older than a second, and adds those that became known. */
const keptSql = sql`jsonb_path_query_array(p.departures, 'strict $[*] ? (@[1] > $since)', jsonb_build_object('since', ${clockSql} - 1.1))`;

/** A caller that gets through an open breaker (breaker.ts) tries for all: no other does until its call must be over. */
const tryingSql = sql`CASE WHEN p.strikes >= ${strikesToBreak} THEN ${clockSql} + ${sendLeaseSeconds} ELSE p.broken_until END`;

export type Reservation = {
  plan: Slot;
  /** Of the plan, see `paceOf`. */
  pace: Slot;
  /** How long a lane needs to get a batch ready, in seconds. */
  lead: Slot;
  /** In seconds of the plan's rate. */
  owed: Slot;
  weightEach: Slot;
  /** Departures that were later or heavier than reserved. */
  late: Slot;
};

// A plan that was idle gives its first lanes the time they need. One that is busy has them wait for no more than a batch's
// share: where the lanes cannot keep up with the plan, the limiter is not to slow them down.
function soonestSql({ lead, pace }: Reservation): Fragment {
  return sql`${clockSql} + CASE WHEN p.next_batch_at < ${clockSql} - 1 THEN ${lead}::float8
                                ELSE least(${lead}::float8, weight / ${pace}::float8) END`;
}

/** A part of the statement that claims a batch: `slot`, reserved for the row of `claimed`, if there is one. */
export function reserveSql(reservation: Reservation): Fragment {
  const { plan, pace, lead, owed, weightEach, late } = reservation;
  return sql`
  slot AS (
    INSERT INTO plan_limiter AS p (plan, next_batch_at, departures)
    SELECT ${plan}, at + weight / ${pace}::float8, jsonb_build_array(jsonb_build_array(at, at, weight))
      FROM (SELECT ${clockSql} + ${lead}::float8 AS at, recipients * ${weightEach}::float8 AS weight FROM claimed) AS first
    ON CONFLICT (plan) DO UPDATE
       SET (next_batch_at, broken_until, departures) = (
             SELECT at + weight / (${pace}::float8 * ${shareSql}), ${tryingSql},
                    ${keptSql} || ${late}::jsonb || jsonb_build_array(jsonb_build_array(at, at, weight))
               FROM (SELECT weight, greatest(least(p.next_batch_at, ${clockSql} + ${furthestSeconds}) + ${owed}::float8,
                                             ${soonestSql(reservation)}) AS at
                       FROM (SELECT recipients * ${weightEach}::float8 AS weight FROM claimed) AS batch) AS next)
    RETURNING (departures -> -1 ->> 0)::float8 AS at, (departures -> -1 ->> 2)::float8 AS weight, departures, strikes,
              ${clockSql} AS now
  )`;
}

/** The columns that every reservation returns. */
export const slotColumns = {
  at: known(double, "reserved with the row"),
  departures: json<Departure[]>(),
  strikes: int,
  now: known(double, "a clock"),
};

/** The limiter's part of an answer, besides the slot: its departures and its clock. */
export type LimiterState = { departures: Departure[]; now: number };

/** Whatever the limiter answered, it says what time it is there and what else leaves when. */
export function learnTime(plan: Plan, { departures: listed, now }: LimiterState, askedAt: number): void {
  databaseClock.saw(now, askedAt, performance.now());
  departuresOf(plan).saw(listed);
}

/** Takes a direct message's place, ahead of all batches. Null while nobody may call. */
export async function reserveDirect(plan: Plan, weight: number, on: Executor = pool()): Promise<Reserved | null> {
  return reserve(takeDirect, plan, weight, on);
}

/** Takes a place among the batches for a call that no claim made: another try of one. Null while nobody may call. */
export async function reserveCall(plan: Plan, weight: number): Promise<Reserved | null> {
  return reserve(takeCall, plan, weight, pool());
}

async function reserve(take: typeof takeCall, plan: Plan, weight: number, on: Executor): Promise<Reserved | null> {
  const askedAt = performance.now();
  const row = await take.first(on, { plan: plan.id, weight, pace: paceOf(plan) });
  if (!row) return null;
  learnTime(plan, row, askedAt);
  return { slot: { at: row.at, weight }, strikes: row.strikes };
}

/** `strikes`: how many calls in a row had ended unknown by then, see breaker.ts. */
export type Reserved = { slot: DepartureSlot; strikes: number };

const callParams = { plan: text, weight: double, pace: double };

const takeCall = statement(
  { name: "reserve-call", params: callParams, row: slotColumns },
  ({ plan, weight, pace }) => sql`
  INSERT INTO plan_limiter AS p (plan, next_batch_at, departures)
  SELECT ${plan}, at + ${weight}::float8 / ${pace}::float8, jsonb_build_array(jsonb_build_array(at, at, ${weight}::float8))
    FROM (SELECT ${clockSql} AS at OFFSET 0) AS first
  ON CONFLICT (plan) DO UPDATE
     SET (next_batch_at, broken_until, departures) = (
           SELECT at + ${weight}::float8 / (${pace}::float8 * ${shareSql}), ${tryingSql},
                  ${keptSql} || jsonb_build_array(jsonb_build_array(at, at, ${weight}::float8))
             FROM (SELECT greatest(least(p.next_batch_at, now + ${furthestSeconds}), now) AS at
                     FROM (SELECT ${clockSql} AS now OFFSET 0) AS clock) AS next)
   WHERE p.broken_until <= ${clockSql}
  RETURNING (departures -> -1 ->> 0)::float8 AS at, departures, strikes, ${clockSql} AS now`,
);

const takeDirect = statement(
  { name: "reserve-direct", params: callParams, row: slotColumns },
  ({ plan, weight, pace }) => sql`
  INSERT INTO plan_limiter AS p (plan, next_batch_at, next_direct_at, departures)
  SELECT ${plan}, at + ${weight}::float8 / ${pace}::float8, at + ${weight}::float8 / ${pace}::float8, jsonb_build_array(jsonb_build_array(at, at, ${weight}::float8))
    FROM (SELECT ${clockSql} AS at OFFSET 0) AS first
  ON CONFLICT (plan) DO UPDATE
     SET (next_direct_at, next_batch_at, broken_until, departures) = (
           SELECT at + took, greatest(p.next_batch_at, now) + took, ${tryingSql},
                  ${keptSql} || jsonb_build_array(jsonb_build_array(at, at, ${weight}::float8))
             FROM (SELECT now, greatest(least(p.next_direct_at, now + ${furthestSeconds}), now) AS at,
                          ${weight}::float8 / (${pace}::float8 * ${shareSql}) AS took
                     FROM (SELECT ${clockSql} AS now OFFSET 0) AS clock) AS next)
   WHERE p.broken_until <= ${clockSql}
  RETURNING (departures -> -1 ->> 0)::float8 AS at, departures, strikes, ${clockSql} AS now`,
);
