import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import { AppError } from "../errors";
import { type Actor, actorOf } from "../events/actor";
import type { Result } from "../result";
import { asDoor } from "./doors";
import { parseInput, settle } from "./failure";
import { requireSameOrigin } from "./origin";
import { may, type Permission } from "./permissions";
import { findViewer, type Viewer } from "./viewer";

/** `z.void()` makes an action that is called without anything. */
export type Action<Schema extends z.ZodType, T> = (input: z.input<Schema>) => Promise<Result<T>>;

/**
 * The door of every server action: same origin, a session that is alive, the permission, the input's shape; in this
 * order, and only then `run`. `export const addTagAction = action({ permission: "tag.write", input: tagSchema }, addTag)`
 */
export function action<Schema extends z.ZodType, T>(
  door: { permission: Permission; input: Schema },
  run: (viewer: Viewer, input: z.output<Schema>) => Promise<T>,
): Action<Schema, T> {
  const { permission } = door;
  const handler: Action<Schema, T> = (input) =>
    settle(permission, async () => {
      requireSameOrigin(await headers());
      const viewer = await findViewer();
      if (!viewer) throw new AppError("unauthenticated", "Your session has ended. Sign in again to go on.");
      if (!may(viewer, permission)) throw new AppError("forbidden");
      return run(viewer, parseInput(door.input, input));
    });
  return asDoor({ kind: "action", permission }, handler);
}

/** The same door for a command, which is told who acts: the API calls the same commands without any session. */
export function command<Schema extends z.ZodType, T>(
  door: { permission: Permission; input: Schema },
  run: (actor: Actor, input: z.output<Schema>) => Promise<T>,
): Action<Schema, T> {
  return action(door, (viewer, input) => run(actorOf(viewer), input));
}

/** For the few actions that work without a session. */
export function publicAction<Schema extends z.ZodType, T>(
  door: { input: Schema },
  run: (input: z.output<Schema>) => Promise<T>,
): Action<Schema, T> {
  const handler: Action<Schema, T> = (input) =>
    settle("public", async () => {
      requireSameOrigin(await headers());
      return run(parseInput(door.input, input));
    });
  return asDoor({ kind: "action", permission: "public" }, handler);
}
