import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openReceiver } from "./support";

const patience = { timeout: 15_000, interval: 50 };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

function runSimulator(environment: Record<string, string>) {
  const args = ["--conditions=react-server", "--import", "tsx", "lib/simulator/main.ts"];
  const child = spawn(process.execPath, args, {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH ?? "",
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
      NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
      ...environment,
    },
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, ended, errors: () => errors };
}

test("as a process it listens where SINCH_BASE_URL says, calls BASE_URL back and ends on SIGTERM", async () => {
  const { received, url } = await openReceiver();
  const base = `http://127.0.0.1:${await freePort()}`;
  const key = "a-secret-path-segment";
  const simulator = runSimulator({ SINCH_BASE_URL: base, BASE_URL: url, SINCH_WEBHOOK_KEY: key });
  const stats = () => fetch(`${base}/_sim/stats`).then((response) => response.json());
  await vi.waitFor(async () => expect((await stats()).settings.messagesPerSecond).toBe(30), patience);
  await fetch(`${base}/_sim/inbound`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ from: "+4915199990000", body: "STOP" }),
  });
  await vi.waitFor(() => expect(received.map(({ path }) => path)).toEqual([`/api/webhooks/inbound/${key}`]), patience);
  simulator.child.kill("SIGTERM");
  expect(await simulator.ended).toBe(0);
}, 30_000);

test("a taken port is one clear line", async () => {
  const { url } = await openReceiver();
  const simulator = runSimulator({ SINCH_BASE_URL: url });
  expect(await simulator.ended).toBe(1);
  expect(simulator.errors().trim()).toBe(
    "The simulator's port is already taken: stop the other program, or set SINCH_BASE_URL to another port.",
  );
}, 30_000);
