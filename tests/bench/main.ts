import { run } from "./run.ts";

process.exitCode = (await run(process.argv[2] ?? "")) ? 0 : 1;
