import { resolveOptions, type Settings, type SimulatorOptions } from "./options";
import { createSimulatorServer } from "./server";
import { Simulation } from "./simulation";

export type { Delays, Settings, SimulatorOptions } from "./options";

export type Simulator = {
  /** Without a slash at the end. */
  url: string;
  port: number;
  settings: Readonly<Settings>;
  reset(): void;
  /** Ends every connection and forgets everything. */
  close(): Promise<void>;
};

/** Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const resolved = resolveOptions(options);
  const simulation = new Simulation(resolved);
  const server = createSimulatorServer(simulation);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(resolved.port, resolved.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : resolved.port;
  const host = resolved.host === "0.0.0.0" ? "127.0.0.1" : resolved.host;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    settings: simulation.settings,
    reset: () => simulation.reset(),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, simulation.close()]);
    },
  };
}
