import { BaseSequencer, type TestSpecification } from "vitest/node";
import { waitingTests } from "./projects.ts";

/** Vitest begins with what it remembers as slow, and on a fresh machine it remembers nothing: the list says it. */
export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    const place = ({ moduleId }: TestSpecification) => waitingTests.findIndex((file) => moduleId.endsWith(file));
    const waiting = sorted.filter((one) => place(one) >= 0).sort((one, other) => place(one) - place(other));
    return [...sorted.filter((one) => place(one) < 0), ...waiting];
  }
}
