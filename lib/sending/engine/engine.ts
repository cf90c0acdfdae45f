import "server-only";
import type { Transport } from "../../sinch";
import type { Timings } from "../core/unclear";
import type { Plan } from "../rate/pace";

/** All that the engine needs of the world. The worker makes one; tests and benches make their own. */
export type Engine = {
  transport: Transport;
  plan: Plan;
  /** The sender all texts go out from: E.164 or alphanumeric. */
  sender: string;
  callbackUrl: string;
  /** Names this installation in client references, so that two installations on one plan never meet. */
  installation: string;
  /** Whether people are texted only at the hours allowed where they are. */
  hasQuietHours: boolean;
  /** By which clock those hours go: the database's. Tests set it to other times of day. */
  now: () => Date;
  /** How long to look for an unclear batch and how long Sinch holds another try; rehearsals shorten it. */
  timings: Timings;
};
