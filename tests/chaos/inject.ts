import { recordOptOut, writeStart, writeStop } from "./keywords.ts";
import { count, disturb, note } from "./notes.ts";
import type { PlannedFault } from "./plan-faults.ts";
import { clearUp } from "./proxy.ts";
import { cancelAnyCampaign, editSubscribers, haltThenAllow, pauseThenResume } from "./user-actions.ts";
import { control, later, type World } from "./world.ts";

/** The effect of each kind of fault. A lasting effect ends by itself, later, in `notes.pending`. */
export async function inject(fault: PlannedFault, world: World): Promise<void> {
  await injections[fault.kind](fault, world);
}

type Injection = (fault: PlannedFault, world: World) => Promise<unknown> | unknown;

const injections: Record<PlannedFault["kind"], Injection> = {
  kill: ({ amount }, world) => world.workers.strike("SIGKILL", amount) && count(world.notes, "kill"),
  terminate: ({ amount }, world) => {
    disturb(world, 6_000);
    return world.workers.strike("SIGTERM", amount) && count(world.notes, "terminate");
  },
  freeze: ({ amount, lastsMs }, world) => {
    const ms = 11_000 + lastsMs * 2;
    disturb(world, ms + 12_000);
    return world.workers.freeze(ms, amount) && count(world.notes, "freeze");
  },
  clock: ({ amount }, world) => world.workers.jumpClock(amount) && count(world.notes, "clock"),
  postgres_immediate: (_fault, world) => crashDatabase(world, "SIGQUIT"),
  postgres_kill: (_fault, world) => crashDatabase(world, "SIGKILL"),
  backends: cutBackends,
  refuse: async ({ lastsMs }, world) => {
    note(world, "refuse", lastsMs + 8_000);
    await world.toSinch.refuse();
    later(world, lastsMs, () => clearUp(world.toSinch));
  },
  drop: (_fault, world) => {
    note(world, "drop", 5_000);
    world.toSinch.drop();
  },
  delay: ({ lastsMs, amount }, world) => weather(world, "delay", { delayMs: amount * 60 }, lastsMs),
  cut: ({ lastsMs }, world) => weather(world, "cut", { cutAnswerAfter: lastsMs % 200 }, 15_000),
  half_open: ({ lastsMs }, world) => weather(world, "half_open", { isHalfOpen: true }, lastsMs),
  callbacks_drop: async ({ lastsMs }, world) => {
    count(world.notes, "callbacks_drop");
    world.callbacks.weather.cutAnswerAfter = lastsMs % 20;
    world.callbacks.drop();
  },
  simulator: async ({ simulator }, world) => {
    const { kind, status } = simulator as { kind: string; status?: number };
    note(world, status === undefined ? kind : `${kind}_${status}`, 8_000);
    await control(world, "faults", simulator);
  },
  stop_keyword: ({ amount }, world) => writeStop(world, amount),
  start_keyword: ({ amount }, world) => writeStart(world, amount),
  operator_opt_out: (_fault, world) => recordOptOut(world),
  pause: pauseThenResume,
  cancel: cancelAnyCampaign,
  kill_switch: haltThenAllow,
  edit: editSubscribers,
  decide: ({ amount }, { notes }) => {
    notes.toDecide += amount;
  },
};

function weather(world: World, kind: string, change: object, lastsMs: number): void {
  note(world, kind, lastsMs + 5_000);
  Object.assign(world.toSinch.weather, change);
  later(world, lastsMs, () => clearUp(world.toSinch));
}

async function crashDatabase(world: World, signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
  note(world, signal === "SIGQUIT" ? "postgres_immediate" : "postgres_kill", 20_000);
  await world.database.strike(signal).catch(() => undefined);
}

async function cutBackends({ amount }: PlannedFault, world: World): Promise<void> {
  note(world, "backends", 5_000);
  await world.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'chaos'
      ORDER BY random() LIMIT $1`,
    [amount * 4],
  );
}
