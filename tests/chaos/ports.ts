import { createServer } from "node:net";
import { isPortFree } from "../../scripts/run/ports.ts";

/**
 * Ports that stay ours while they are closed for a moment. They lie below the range that the system hands out. Each process has a
 * range of its own and holds it by listening on the first port. A callback that reached the worker of another run would be
 * acknowledged there and missed here.
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
  throw new Error("no port is free for the run");
}

async function takeRange(): Promise<number> {
  for (let tries = 0; tries < ranges; tries++) {
    const first = lowest + ((process.pid + tries) % ranges) * perProcess;
    if (await isHeld(first)) return first;
  }
  throw new Error("no range of ports is free for the run");
}

/** Listens until this process ends. */
function isHeld(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().unref();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
}
