import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { nextProgram } from "./build.ts";
import { type ProductEnvironment, root } from "./environment.ts";
import { freePort, isPortFree } from "./ports.ts";
import type { Program, Supervisor } from "./supervisor.ts";

/** The processes of the product and their addresses; used by `npm start`, `npm run dev` and the browser tests alike. */
export type Product = { web: string; simulator: string | undefined };

export type ProductMode = { kind: "built"; distFolder: string } | { kind: "dev" };

/** Call before anything is started: names the port that is taken. Returns whether a simulator is to be started. */
export async function claimPorts({ variables, env }: ProductEnvironment): Promise<boolean> {
  if (!(await isPortFree(env.PORT))) throw portTaken("PORT", env.PORT);
  if (env.INGEST_PORT !== undefined && !(await isPortFree(env.INGEST_PORT))) {
    throw portTaken("INGEST_PORT", env.INGEST_PORT);
  }
  // With credentials Sinch is called; at an address of one's own, whatever answers there.
  if (!env.isSimulated || variables.SINCH_BASE_URL) return false;
  // Nobody needs to know the simulator's port by heart: another one will do.
  variables.SINCH_BASE_URL = `http://127.0.0.1:${await freePort(4010)}`;
  return true;
}

function portTaken(variable: string, port: number): Failure {
  return new Failure(`Port ${port} is taken: stop the other program, or set ${variable} to a free one.`);
}

export async function startProduct(
  supervisor: Supervisor,
  { variables, env }: ProductEnvironment,
  mode: ProductMode,
  hasSimulator: boolean,
): Promise<Product> {
  const nodeEnv = mode.kind === "dev" ? "development" : "production";
  const common: NodeJS.ProcessEnv = { ...variables, NODE_ENV: nodeEnv, NEXT_TELEMETRY_DISABLED: "1" };
  if (hasSimulator) await supervisor.start(program("simulator", "lib/simulator/main.ts", common));
  await supervisor.start(program("worker", "lib/jobs/worker.ts", common));
  await supervisor.start(webProgram(mode, common, env.PORT));
  const web = `http://127.0.0.1:${env.PORT}`;
  await Promise.race([untilReady(`${web}/readyz`), supervisor.failure]);
  supervisor.markStarted();
  return { web: env.BASE_URL, simulator: hasSimulator ? variables.SINCH_BASE_URL : undefined };
}

export function program(name: string, entry: string, env: NodeJS.ProcessEnv): Program {
  return { name, args: ["--conditions=react-server", "--import", "tsx", join(root, entry)], env };
}

function webProgram(mode: ProductMode, env: NodeJS.ProcessEnv, port: number): Program {
  const args = [nextProgram, mode.kind === "dev" ? "dev" : "start", "--port", String(port)];
  if (mode.kind === "dev") return { name: "web", args, env };
  return { name: "web", args, env: { ...env, NEXT_DIST_DIR: mode.distFolder } };
}

const patienceMs = 120_000;

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let answer = "no answer";
  while (Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    if (response?.ok) return;
    if (response !== undefined) answer = `${response.status} ${(await response.text()).slice(0, 300)}`;
    await delay(200);
  }
  throw new Failure(`The product is not ready after ${patienceMs / 1000} s. ${url} says: ${answer}`);
}
