import type { ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { reservePort } from "./ports.ts";
import { isStopped, spawnWorker } from "./worker-process.ts";

/**
 * The product's own worker processes under a supervisor: a worker that dies is started again. A worker may freeze (SIGSTOP, by us
 * or by its FAULT); the kernel's state of the process shows it, and the supervisor wakes it after a while.
 */
export type Workers = {
  /** The port for callbacks right now; null while no worker is up. */
  ingestPort(): number | null;
  /** Returns false while no worker is awake. */
  strike(signal: "SIGKILL" | "SIGTERM", which: number): boolean;
  /** Makes the wall clock of a worker jump, see clock.mjs. */
  jumpClock(which: number): boolean;
  freeze(ms: number, which: number): boolean;
  /** From now on workers start without a fault, and frozen ones wake up. */
  calm(): void;
  /** The start of the worker that has run longest: the callers of earlier calls are dead. */
  oldestStart(): number;
  /** Instants (ms since 1970) of every death by SIGKILL. */
  deaths: number[];
  freezes: { from: number; to: number }[];
  firedPoints: string[];
  stop(): Promise<void>;
};

type Slot = { child: ChildProcess | null; port: number; startedAt: number; fault: string | null; frozenAt: number };

type Options = {
  count: number;
  env: NodeJS.ProcessEnv;
  logFolder: string;
  faults: (string | null)[];
  /** Offsets of the workers' wall clocks, see clock.mjs; null for correct clocks. */
  clock?: string | null;
  restartMs: () => number;
  frozenMs: () => number;
};

export async function startWorkers(options: Options): Promise<Workers> {
  mkdirSync(options.logFolder, { recursive: true });
  const slots: Slot[] = [];
  for (let index = 0; index < options.count; index++) {
    slots.push({ child: null, port: await reservePort(), startedAt: 0, fault: null, frozenAt: 0 });
  }
  const supervisor = new Supervisor(slots, options);
  for (const slot of slots) supervisor.launch(slot);
  return supervisor;
}

class Supervisor implements Workers {
  readonly deaths: number[] = [];
  readonly freezes: { from: number; to: number }[] = [];
  readonly firedPoints: string[] = [];
  readonly #slots: Slot[];
  readonly #options: Options;
  readonly #faults: (string | null)[];
  readonly #watch: NodeJS.Timeout;
  #isCalm = false;
  #isStopping = false;
  #turn = 0;

  constructor(slots: Slot[], options: Options) {
    this.#slots = slots;
    this.#options = options;
    this.#faults = [...options.faults];
    this.#watch = setInterval(() => this.#findFrozen(), 100);
    process.once("exit", this.#killAll);
  }

  launch(slot: Slot): void {
    if (this.#isStopping) return;
    const fault = this.#isCalm ? null : (this.#faults.shift() ?? null);
    const child = spawnWorker({ ...this.#options, port: slot.port, fault });
    Object.assign(slot, { child, startedAt: Date.now(), fault, frozenAt: 0 });
    child.once("exit", (_code, signal) => this.#onExit(slot, signal));
  }

  ingestPort(): number | null {
    const up = this.#slots.filter((slot) => slot.child !== null);
    return up[this.#turn++ % Math.max(1, up.length)]?.port ?? null;
  }

  strike(signal: "SIGKILL" | "SIGTERM", which: number): boolean {
    return this.#pick(which)?.child?.kill(signal) ?? false;
  }

  jumpClock(which: number): boolean {
    // The signal ends a worker that has not loaded the clock.
    return (this.#options.clock ?? null) !== null && (this.#pick(which)?.child?.kill("SIGUSR2") ?? false);
  }

  freeze(ms: number, which: number): boolean {
    const slot = this.#pick(which);
    if (!slot?.child?.kill("SIGSTOP")) return false;
    slot.frozenAt = Date.now();
    this.#wakeLater(slot, ms);
    return true;
  }

  calm(): void {
    this.#isCalm = true;
  }

  oldestStart(): number {
    return Math.min(...this.#slots.map((slot) => slot.startedAt));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#watch);
    process.off("exit", this.#killAll);
    await Promise.all(
      this.#slots.map(({ child }) => {
        if (child === null) return undefined;
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGKILL");
        return gone;
      }),
    );
  }

  /** The workers end with the process that started them. */
  readonly #killAll = () => {
    for (const { child } of this.#slots) child?.kill("SIGKILL");
  };

  #pick(which: number): Slot | undefined {
    const awake = this.#slots.filter((slot) => slot.child !== null && slot.frozenAt === 0);
    return awake[which % Math.max(1, awake.length)];
  }

  #onExit(slot: Slot, signal: NodeJS.Signals | null): void {
    slot.child = null;
    if (this.#isStopping) return;
    if (signal === "SIGKILL") this.deaths.push(Date.now());
    if (signal === "SIGKILL" && slot.fault !== null) this.firedPoints.push(slot.fault);
    setTimeout(() => this.launch(slot), this.#options.restartMs());
  }

  #findFrozen(): void {
    for (const slot of this.#slots) {
      if (slot.frozenAt !== 0 || slot.child?.pid === undefined || !isStopped(slot.child.pid)) continue;
      if (slot.fault !== null) this.firedPoints.push(slot.fault);
      slot.frozenAt = Date.now();
      this.#wakeLater(slot, this.#options.frozenMs());
    }
  }

  #wakeLater(slot: Slot, ms: number): void {
    const { child, frozenAt } = slot;
    const wake = () => {
      if (slot.child !== child) return;
      child?.kill("SIGCONT");
      slot.frozenAt = 0;
      this.freezes.push({ from: frozenAt, to: Date.now() });
    };
    setTimeout(wake, ms);
  }
}
