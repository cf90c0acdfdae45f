import type { Viewer } from "@/lib/auth/viewer";
import { type Actor, actorOf } from "@/lib/events/actor";
import type { ChaosDatabase } from "./database.ts";
import type { Notes } from "./notes.ts";
import type { Plan } from "./plan.ts";
import type { Dice } from "./random.ts";
import type { SinchSide } from "./sinch-side.ts";
import type { Workers } from "./workers.ts";

/** The parts of a run, and the record of its faults. Instants are milliseconds since 1970. */
export type World = Omit<SinchSide, "deliverTo"> & {
  plan: Plan;
  dice: Dice;
  database: ChaosDatabase;
  workers: Workers;
  campaigns: number[];
  /** The phones of the people who were subscribers when Send was pressed. */
  intended: Set<string>;
  notes: Notes;
};

/** A person as doors know them, and as commands do. */
export const viewer = {
  ...actorOf({ userId: 1, name: "Chaos" }),
  ...{ sessionId: 1, userId: 1, email: "chaos@example.com", role: "admin" },
} as Viewer & Extract<Actor, { kind: "person" }>;

export function later({ notes }: World, ms: number, work: () => Promise<unknown>): void {
  notes.pending.push(wait(ms).then(work));
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Gives a command as a person does: again while the database is away. Returns whether the product obeyed. */
export async function retryWhileUnavailable(command: () => Promise<unknown>): Promise<boolean> {
  const { isAppError } = await import("@/lib/errors");
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      await command();
      return true;
    } catch (error) {
      if (isAppError(error) && error.code !== "unavailable") return false;
      if (performance.now() > deadline) throw error;
      await wait(100);
    }
  }
}

export async function control(world: Pick<World, "simulator">, path: string, body: object): Promise<{ id?: string }> {
  const response = await fetch(`${world.simulator.url}/_sim/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`/_sim/${path}: ${await response.text()}`);
  return (await response.json()) as { id?: string };
}

export async function look<T>(world: Pick<World, "simulator">, path: string): Promise<T> {
  const response = await fetch(`${world.simulator.url}/_sim/${path}`);
  return (await response.json()) as T;
}
