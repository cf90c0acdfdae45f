import { runCommand } from "./failure.ts";
import { runEverything } from "./run/everything.ts";

/** `npm run dev`: the same as `npm start`, with Next's development server instead of a build; worker and simulator start again when `lib` changes. */
await runCommand(() => runEverything({ kind: "dev" }));
