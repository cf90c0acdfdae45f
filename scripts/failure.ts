/** Something the person at the terminal can mend. It is printed as one line, without a stack. */
export class Failure extends Error {}

/**
 * Runs a command to its end and leaves with its exit code. Expected failures print their line, everything else its stack. Leaving
 * is explicit, because idle connections and timers of libraries would hold the process for seconds.
 */
export async function runCommand(run: () => Promise<unknown>): Promise<never> {
  try {
    const result = await run();
    process.exit(typeof result === "number" ? result : 0);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exit(1);
  }
}
