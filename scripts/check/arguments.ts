import { parseArgs } from "node:util";
import type { PostgresVersion } from "../database/server-program.ts";
import { Failure } from "../failure.ts";

/** The request to `npm test`: everything, one stage of it, or files. */
export const stageNames = ["static", "unit", "integration", "browser"] as const;
export type StageName = (typeof stageNames)[number];

export type TestRequest = {
  files: string[];
  stage: StageName | undefined;
  /** What tests with a database run on. */
  postgres: PostgresVersion;
  /** Runs the files again whenever they, or what they test, change. */
  isWatching: boolean;
};

export function readArguments(words: readonly string[]): TestRequest {
  const { values, positionals: files } = parse(words);
  const { stage, postgres = "18", watch: isWatching = false } = values;
  if (stage !== undefined && !isStage(stage)) {
    throw new Failure(`There is no stage "${stage}": ${stageNames.join(", ")}.`);
  }
  if (postgres !== "18" && postgres !== "16") throw new Failure(`Tests run on Postgres 18 or 16, not on ${postgres}.`);
  if (stage !== undefined && (files.length > 0 || isWatching)) {
    throw new Failure("A stage runs all of its tests, once: name a stage or files.");
  }
  if (isWatching && files.some(isStory)) throw new Failure("Browser stories are not watched: they run on a build.");
  return { files, stage, postgres, isWatching };
}

/** A story for the browser, as opposed to a test of vitest. */
export const isStory = (file: string) => file.includes("tests/e2e");

function parse(words: readonly string[]) {
  const options = { stage: { type: "string" }, postgres: { type: "string" }, watch: { type: "boolean" } } as const;
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new Failure(
      `${error instanceof Error ? error.message : error}\nnpm test -- [--watch] [--postgres 16] [FILE …], or --stage NAME`,
    );
  }
}

function isStage(name: string): name is StageName {
  return (stageNames as readonly string[]).includes(name);
}
