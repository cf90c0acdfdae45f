import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startSimulator } from "@/lib/simulator";
import { createTransport, type Transport } from "@/lib/sinch";
import { type BenchResult, judge, round, secondsOf } from "./harness.ts";

/**
 * The simulator's own speed, so that a bench of the product never measures the simulator: recipients accepted with callbacks
 * off, over real HTTP in this one process, client included; and signed delivery reports to a bare receiver.
 */
const batchSize = 1_000;
const lanes = 4;

export async function bench(): Promise<BenchResult> {
  const started = performance.now();
  const receiver = await startReceiver();
  const simulator = await startSimulator({
    port: 0,
    messagesPerSecond: 10_000_000,
    webhookSecret: "bench",
    delays: { minMs: 0, maxMs: 1 },
  });
  const startMs = performance.now() - started;
  const account = { servicePlanId: "demo-plan", apiToken: "demo-token" };
  const transport = createTransport({ kind: "sms", baseUrl: simulator.url, ...account });
  await setCallbacks(simulator.url, false);
  await post(transport, receiver.url, 100_000, "warm");
  const accepting = await secondsOf(() => post(transport, receiver.url, 1_000_000, "accept"));
  simulator.reset();
  await setCallbacks(simulator.url, true);
  const reports = 50_000;
  const reporting = await secondsOf(async () => {
    await post(transport, receiver.url, reports, "report");
    await receiver.until(reports);
  });
  await transport.close();
  await simulator.close();
  await receiver.close();
  return judge({
    bench: "simulator",
    sizes: [1_000_000, reports],
    metrics: {
      recipients_per_second: Math.round(1_000_000 / accepting),
      callbacks_per_second: Math.round(reports / reporting),
      start_ms: round(startMs, 0),
    },
    ratios: {},
    targets,
  });
}

const targets = {
  recipients_per_second: { min: 300_000 },
  callbacks_per_second: { min: 5_000 },
  start_ms: { max: 1_000 },
};

async function setCallbacks(url: string, callbacks: boolean): Promise<void> {
  await fetch(`${url}/_sim/settings`, { method: "POST", body: JSON.stringify({ callbacks }), headers: json });
}

const json = { "content-type": "application/json" };

async function post(transport: Transport, callbackUrl: string, recipients: number, name: string): Promise<void> {
  const to = Array.from({ length: batchSize }, (_, index) => `+1${2_012_000_000 + index}`);
  const lane = async (number: number) => {
    for (let batch = 0; batch < recipients / batchSize / lanes; batch++) {
      const clientReference = `${name}.${number}.${batch}`;
      const outcome = await transport.sendBatch({ clientReference, from: "+12015550100", to, body: "Hi", callbackUrl });
      if (outcome.kind !== "accepted") throw new Error(`The simulator answered ${outcome.kind}.`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
}

async function startReceiver() {
  let received = 0;
  let wake = () => {};
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      received += 1;
      response.end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    until: (count: number) =>
      new Promise<void>((resolve) => {
        wake = () => received >= count && resolve();
        wake();
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
