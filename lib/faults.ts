import { env } from "./env";
import { type Fault, type FaultPoint, parseFault } from "./fault-points";

/**
 * Places where the process can be told to die or to freeze, so that a rehearsal proves what is promised about crashes:
 * `FAULT=attempt.afterIntent` kills it there, `FAULT=attempt.afterIntent:3` at the third passing,
 * `FAULT=attempt.afterIntent:1:stop` freezes it until somebody sends SIGCONT. Without the variable a call does nothing.
 */
export function faultPoint(point: FaultPoint): void {
  if (planned === undefined) planned = parseFault(env().FAULT ?? "");
  if (planned === null || planned.point !== point) return;
  passings += 1;
  if (passings === planned.passing) process.kill(process.pid, planned.signal);
}

let planned: Fault | null | undefined;
let passings = 0;
