import { isPortFree } from "../../scripts/run/ports.ts";

/**
 * Ports that nobody gets by chance while ours are closed for a moment: below the range the system hands out, and a range
 * for each process. A callback that reached another rehearsal's worker would be acknowledged there and missed here.
 */
const lowest = 21_000;
const perProcess = 20;
const ranges = 500;
let next = 0;

export async function reservePort(): Promise<number> {
  const base = lowest + (process.pid % ranges) * perProcess;
  for (let tries = 0; tries < perProcess; tries++) {
    const port = base + (next++ % perProcess);
    if (await isPortFree(port)) return port;
  }
  throw new Error("no port is free for the rehearsal");
}
