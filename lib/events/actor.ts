/** Who did something: a person with an account, a program by its API key, or a part of the system by its name. */
export type Actor =
  | { kind: "person"; id: number; name: string }
  | { kind: "key"; id: number; name: string }
  | { kind: "system"; name: string };

export const actorKinds = ["person", "key", "system"] as const satisfies readonly Actor["kind"][];

/** The person behind a session. */
export function actorOf({ userId, name }: { userId: number; name: string }): Actor {
  return { kind: "person", id: userId, name };
}

/** A part of Tidings that acts by itself, by the name of what it does. */
export function systemActor(name: string): Actor {
  return { kind: "system", name };
}

/** The account behind an actor, where a row keeps who made it; null for programs and the system. */
export function personIdOf(actor: Actor): number | null {
  return actor.kind === "person" ? actor.id : null;
}
