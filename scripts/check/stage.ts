/** How a stage of `npm test` went. A static stage counts as one test; a stage that crashes counts as one that failed. */
export type Outcome = { passed: number; failed: number };

export type Stage = { name: string; run(): Promise<Outcome> };

export type Ran = Outcome & { name: string; seconds: number };

/** Runs a stage, prints its summary, and never throws. */
export async function runStage({ name, run }: Stage): Promise<Ran> {
  console.log(`── ${name}`);
  const startedAt = performance.now();
  const outcome = await attempt(run);
  const ran = { ...outcome, name, seconds: (performance.now() - startedAt) / 1_000 };
  const verdict = ran.failed === 0 ? "ok" : "FAILED";
  console.log(`── ${name}: ${verdict}, ${ran.passed} passed, ${ran.failed} failed, ${ran.seconds.toFixed(1)} s`);
  return ran;
}

async function attempt(run: Stage["run"]): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/**
 * Phases follow each other; within one all lanes run at once, and the stages of a lane follow each other. Stops to begin
 * stages once `isAborted` says so.
 */
export async function runPhases(phases: readonly Stage[][][], isAborted: () => boolean): Promise<Ran[]> {
  const ran: Ran[] = [];
  for (const lanes of phases) {
    await Promise.all(
      lanes.map(async (stages) => {
        for (const stage of stages) if (!isAborted()) ran.push(await runStage(stage));
      }),
    );
  }
  return ran;
}

/** Where the time went, and below it the line that every run ends with. */
export function closingLines(ran: readonly Ran[], seconds: number): string[] {
  const sum = (count: (one: Ran) => number) => ran.reduce((total, one) => total + count(one), 0);
  const row = (cells: readonly string[]) =>
    `  ${(cells[0] ?? "").padEnd(28)}${cells
      .slice(1)
      .map((cell) => cell.padStart(9))
      .join("")}`;
  return [
    row(["", "passed", "failed", "seconds"]),
    ...ran.map((one) => row([one.name, String(one.passed), String(one.failed), one.seconds.toFixed(1)])),
    row(["one after another", "", "", sum((one) => one.seconds).toFixed(1)]),
    row(["as it was", "", "", seconds.toFixed(1)]),
    "",
    `${sum((one) => one.passed)} passed, ${sum((one) => one.failed)} failed`,
  ];
}

export function verdictOf(code: number): Outcome {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts of a runner that wrote a report. One that ended badly without a failed test has crashed. */
export function withCrash(counts: Outcome, code: number): Outcome {
  if (code === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1 };
}
