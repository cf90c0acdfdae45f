import { runCommand } from "./failure.ts";
import { runAlone } from "./run/alone.ts";

/** `npm run worker`: one more worker on the configured (or else the running embedded) database, until Ctrl-C. */
await runCommand(() => runAlone("lib/jobs/worker.ts"));
