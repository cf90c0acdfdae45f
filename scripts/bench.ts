import { benchNames, run } from "../tests/bench/run.ts";
import { Failure, runCommand } from "./failure.ts";

/** `npm run bench -- NAME`: a table, then one line of JSON; fails when a target was missed. */
await runCommand(async () => {
  const name = process.argv[2] ?? "";
  if (!benchNames.includes(name)) throw new Failure(`Which one? npm run bench -- ${benchNames.join(" | ")}`);
  return (await run(name)) ? 0 : 1;
});
