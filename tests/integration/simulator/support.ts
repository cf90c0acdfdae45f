import { createServer, type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";
import { type SimulatorOptions, startSimulator } from "@/lib/simulator";
import { createTransport, type OutgoingBatch, type SmsPlanConfig } from "@/lib/sinch";

/** A fast simulator on a free port, closed with the test. */
export async function openSimulator(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({
    port: 0,
    messagesPerSecond: 100_000,
    timeScale: 0.001,
    webhookSecret: "secret",
    ...options,
  });
  onTestFinished(() => simulator.close());
  const post = (path: string, body: unknown = {}) =>
    fetch(simulator.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const get = async (path: string) => (await fetch(simulator.url + path)).json();
  const batches = `${simulator.url}/xms/v1/demo-plan/batches`;
  const call = (method: string, path = "", body?: unknown, headers: Record<string, string> = {}) =>
    fetch(batches + path, {
      method,
      headers: { authorization: "Bearer demo-token", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  return { ...simulator, post, get, call, fault: (fault: unknown) => post("/_sim/faults", fault) };
}

export function openTransport(baseUrl: string, change: Partial<SmsPlanConfig> = {}) {
  const transport = createTransport({
    kind: "sms",
    baseUrl,
    servicePlanId: "demo-plan",
    apiToken: "demo-token",
    timeoutMs: 5_000,
    ...change,
  });
  onTestFinished(() => transport.close());
  return transport;
}

export type Received = { body: string; headers: IncomingHttpHeaders; path: string };

/** The product's side of the callbacks; answers 200 unless told otherwise. */
export async function openReceiver(answer: (count: number) => number | Promise<number> = () => 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      received.push({
        body: Buffer.concat(chunks).toString(),
        headers: request.headers,
        path: request.url ?? "",
      });
      response.writeHead(await answer(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { received, url: `http://127.0.0.1:${port}` };
}

export function aBatch(change: Partial<OutgoingBatch> = {}): OutgoingBatch {
  return {
    clientReference: "attempt-1",
    from: "+12015550100",
    to: ["+4915199990000"],
    body: "Hello",
    callbackUrl: "http://127.0.0.1:9/nobody",
    ...change,
  };
}

export function aCrowd(size: number, first = 4_915_100_000_000): string[] {
  return Array.from({ length: size }, (_, index) => `+${first + index}`);
}
