import { runCommand } from "./failure.ts";
import { runAlone } from "./run/alone.ts";

/** `npm run simulator`: the local Sinch alone, until Ctrl-C. */
await runCommand(() => runAlone("lib/simulator/main.ts"));
