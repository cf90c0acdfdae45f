import { createServer } from "node:net";
import { isPortFree } from "../../scripts/run/ports.ts";

/**
 * Ports that nobody gets by chance while ours are closed for a moment: below the range the system hands out, and a range
 * for each process, which is its own as long as it listens on the first of them. A callback that reached another rehearsal's
 * worker would be acknowledged there and missed here.
 */
const lowest = 21_000;
const perProcess = 20;
const ranges = 500;
let range: Promise<number> | undefined;
let next = 0;

export async function reservePort(): Promise<number> {
  range ??= takeRange();
  const first = (await range) + 1;
  for (let tries = 1; tries < perProcess; tries++) {
    const port = first + (next++ % (perProcess - 1));
    if (await isPortFree(port)) return port;
  }
  throw new Error("no port is free for the rehearsal");
}

async function takeRange(): Promise<number> {
  for (let tries = 0; tries < ranges; tries++) {
    const first = lowest + ((process.pid + tries) % ranges) * perProcess;
    if (await isHeld(first)) return first;
  }
  throw new Error("no range of ports is free for the rehearsal");
}

/** Until this process ends. */
function isHeld(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().unref();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
}
