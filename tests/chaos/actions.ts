import type { PlannedFault } from "./plan.ts";
import { clearUp } from "./proxy.ts";
import { control, count, insist, look, viewer, type World, wait } from "./world.ts";

/** What each kind of fault does. What lasts ends by itself, later, in `notes.pending`. */
export async function commit(fault: PlannedFault, world: World): Promise<void> {
  await deeds[fault.kind](fault, world);
}

type Deed = (fault: PlannedFault, world: World) => Promise<unknown> | unknown;

const deeds: Record<PlannedFault["kind"], Deed> = {
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
  stop_words: sendStops,
  pause: pauseForAWhile,
  cancel: cancelOne,
  edit: editPeople,
};

function disturb(world: World, ms: number): void {
  world.notes.disturbances.push({ from: Date.now(), to: Date.now() + ms });
}

function note(world: World, kind: string, ms: number): void {
  count(world.notes, kind);
  disturb(world, ms);
}

function later(world: World, ms: number, work: () => Promise<unknown>): void {
  world.notes.pending.push(wait(ms).then(work));
}

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

async function sendStops({ amount }: PlannedFault, world: World): Promise<void> {
  const people = [...world.intended];
  for (let index = 0; index < amount; index++) {
    const isStranger = world.dice.chance(0.2);
    const phone = isStranger ? `+1201${4_000_000 + world.dice.between(0, 99_999)}` : world.dice.pick(people);
    const { id } = await control(world, "inbound", {
      from: phone,
      body: world.dice.pick(["STOP", "stop", "Unsubscribe"]),
    });
    count(world.notes, "stop_words");
    world.notes.pending.push(awaitTaken(world, phone, id ?? ""));
  }
}

type Thread = { messages: { id: string; words: string }[] };

/** Written down only once it was seen to be taken: then it certainly was, at that moment. */
async function awaitTaken(world: World, phone: string, id: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const thread = await look<Thread>(world, `conversations/${encodeURIComponent(phone)}`);
    const words = thread.messages.find((message) => message.id === id)?.words;
    if (words === "Delivered") return void world.notes.stops.push({ phone, at: Date.now() });
    if (words === "Not taken") return;
    await wait(50);
  }
}

async function pauseForAWhile({ lastsMs }: PlannedFault, world: World): Promise<void> {
  const { pauseCampaign, resumeCampaign } = await import("@/lib/campaigns/commands/control");
  const campaignId = world.dice.pick(world.campaigns);
  const start = Date.now();
  if (!(await insist(() => pauseCampaign(viewer, { campaignId })))) return;
  count(world.notes, "pause");
  const from = Date.now();
  later(world, lastsMs * 2, async () => {
    const to = Date.now();
    await insist(() => resumeCampaign(viewer, { campaignId }));
    world.notes.pauses.push({ campaignId, from, to });
    world.notes.disturbances.push({ from: start, to: Date.now() + 3_000 });
  });
}

async function cancelOne(_fault: PlannedFault, world: World): Promise<void> {
  const { cancelCampaign } = await import("@/lib/campaigns/commands/control");
  const campaignId = world.dice.pick(world.campaigns);
  disturb(world, 60_000);
  if (!(await insist(() => cancelCampaign(viewer, { campaignId })))) return;
  count(world.notes, "cancel");
  world.notes.cancels.push({ campaignId, at: Date.now() });
}

/** The list is edited while the campaign runs; whoever comes now is not meant. */
async function editPeople({ amount }: PlannedFault, world: World): Promise<void> {
  const { database, dice, notes } = world;
  const { rows } = await database.query<{ open: number }>(
    "SELECT count(*)::int AS open FROM campaign WHERE launched_at IS NOT NULL AND expanded_at IS NULL",
  );
  const added = `+1201${5_000_000 + dice.between(0, 99_999)}`;
  await database.query(
    "INSERT INTO subscriber (phone, first_name, consented_at, updated_at) VALUES ($1, '', now(), now()) ON CONFLICT DO NOTHING",
    [added],
  );
  count(notes, "edit");
  if (rows[0]?.open !== 0) return;
  for (const phone of Array.from({ length: amount }, () => dice.pick([...world.intended]))) {
    if (dice.chance(0.5)) await database.query("DELETE FROM subscriber WHERE phone = $1", [phone]);
    else await renumber(world, phone);
  }
}

async function renumber({ database, dice }: World, phone: string): Promise<void> {
  const fresh = `+1201${6_000_000 + dice.between(0, 999_999)}`;
  await database.query(
    "UPDATE subscriber SET phone = $2 WHERE phone = $1 AND NOT EXISTS (SELECT 1 FROM subscriber WHERE phone = $2)",
    [phone, fresh],
  );
}
