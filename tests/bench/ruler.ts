import { createTransport } from "@/lib/sinch";
import type { SimulatorProcess } from "./processes.ts";

/**
 * What measuring at the simulator adds: small batches posted a tenth of a second apart, and how long after each left its
 * acceptance is noted. What differs between them is the simulator's event loop and the machine, not the product.
 */
const calls = 100;
const everyMs = 100;

export async function delaysOfARuler(simulator: SimulatorProcess): Promise<number[]> {
  const transport = createTransport({
    kind: "sms",
    baseUrl: simulator.baseUrl,
    servicePlanId: "demo-plan",
    apiToken: "demo-token",
  });
  const left = new Map<string, number>();
  for (let call = 0; call < calls; call++) {
    const clientReference = `ruler.${call}`;
    left.set(clientReference, Date.now());
    const to = ["+12015550101", "+12015550102", "+12015550103"];
    await transport.sendBatch({
      clientReference,
      from: "+12015550100",
      to,
      body: "Hi",
      callbackUrl: "http://127.0.0.1:9",
    });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await transport.close();
  const accepted = await simulator.accepted();
  // The first call opens the connection.
  return accepted.slice(1).map(({ reference, at }) => at - (left.get(reference) ?? Number.NaN));
}
