import { runCommand } from "./failure.ts";
import { runEverything } from "./run/everything.ts";

/** `npm start`: everything on this machine, from nothing, until Ctrl-C. */
await runCommand(() => runEverything({ kind: "built", distFolder: process.env.NEXT_DIST_DIR ?? ".next" }));
