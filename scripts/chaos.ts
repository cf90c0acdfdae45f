import { runCommand } from "./failure.ts";

/** `npm run chaos -- --runs N --seed S`: campaigns under random faults; ends with one line of JSON. */
await runCommand(async () => {
  const { chaos } = await import("../tests/chaos/command.ts");
  return (await chaos(process.argv.slice(2))) ? 0 : 1;
});
