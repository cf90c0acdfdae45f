import { type Simulator, type SimulatorOptions, startSimulator } from "@/lib/simulator";
import { testEnvironment } from "../support/environment.ts";
import { startProxy, type Wire } from "./proxy.ts";

/** The simulator behind two wires that can fail: `toSinch` carries the calls of the workers, `callbacks` those of Sinch. */
export type SinchSide = {
  simulator: Simulator;
  toSinch: Wire;
  callbacks: Wire;
  /** From now on callbacks go to the port that `port` names at that moment. */
  deliverTo(port: () => number | null): void;
  close(): Promise<void>;
};

type Options = Pick<SimulatorOptions, "messagesPerSecond" | "seed"> & { transport: "sms" | "conversation" };

export async function startSinchSide({ transport, ...options }: Options): Promise<SinchSide> {
  let ingest: () => number | null = () => null;
  const callbacks = await startProxy(() => ingest());
  const address = `http://127.0.0.1:${callbacks.port}`;
  const simulator = await startSimulator({
    port: 0,
    delays: { minMs: 0, maxMs: 30_000 },
    timeScale: 0.01,
    webhookSecret: testEnvironment.SINCH_WEBHOOK_SECRET,
    inboundUrl: `${address}/api/webhooks/inbound`,
    ...(transport === "conversation" ? { conversationUrl: `${address}/api/webhooks/conversation` } : {}),
    ...options,
  });
  const toSinch = await startProxy(() => simulator.port);
  const deliverTo = (port: () => number | null) => {
    ingest = port;
  };
  const close = async () => {
    await simulator.close();
    await toSinch.close();
    await callbacks.close();
  };
  return { simulator, toSinch, callbacks, deliverTo, close };
}
