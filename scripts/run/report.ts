/** What `npm start` prints: one line per step, with what was done and how long it took. */
export async function step(name: string, run: () => Promise<string>): Promise<void> {
  const startedAt = performance.now();
  const outcome = await run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`  ${name.padEnd(13)} ${outcome.padEnd(52)} ${seconds.padStart(5)} s`);
}
