import { removeRun } from "./cleanup.ts";

/**
 * A process in a session of its own that outlives the harness, even under SIGKILL. Its standard input ends with the harness; then
 * it removes the run, in the normal case too. Node runs this file as it is: it loads nothing that has to be compiled.
 */
const [home = ""] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.stdin.resume().once("close", () => void removeRun(home));
