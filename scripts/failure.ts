/** Something the person at the terminal can mend. It is printed as one line, without a stack. */
export class Failure extends Error {}

/** Runs a command to its end. Expected failures print their line, everything else its stack; both end with exit code 1. */
export async function runCommand(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exit(1);
  }
}
