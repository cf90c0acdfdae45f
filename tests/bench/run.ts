import { withBenchDatabase } from "./database.ts";
import { type BenchResult, print } from "./harness.ts";

/** The benchmarks by name. Each is imported only when it is asked for, after the environment points at its database. */
const benches: Record<string, () => Promise<{ bench: () => Promise<BenchResult> }>> = {
  import: () => import("./import.ts"),
  expand: () => import("./expand.ts"),
  dispatch: () => import("./dispatch.ts"),
  rate: () => import("./rate.ts"),
  "first-message": () => import("./first-message.ts"),
  page: () => import("./page.ts"),
  simulator: () => import("./simulator.ts"),
};

export const benchNames = Object.keys(benches);

/** Runs one, prints its table and its JSON line; false when a target was missed. */
export async function run(name: string): Promise<boolean> {
  const load = benches[name];
  if (!load) throw new Error(`There is no benchmark "${name}". There are: ${benchNames.join(", ")}.`);
  const result = await withBenchDatabase(async () => (await load()).bench());
  print(result);
  return result.pass;
}
