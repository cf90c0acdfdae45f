import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { importsOf, targetOf } from "./imports.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The one writer of events, and the writers of a life, which record each move. */
const recorder = /\b(?:recordEvents?|moveCampaigns?|moveImport|haltSchedule)\(/;

/** What the doors of one kind call from a noun's room: names of functions, and the files they are in. */
function calledBy(door: "command" | "action"): { name: string; file: string }[] {
  return globSync("app/**/actions.ts", { cwd: root }).flatMap((path) => {
    const text = read(path);
    const doors = text.split(/^export const /m).filter((part) => new RegExp(`^\\w+ = ${door}\\(`).test(part));
    const lines = [...text.matchAll(/import \{([^}]+)\} from "([^"]+)"/g)];
    return lines.flatMap(([, names = "", specifier = ""]) => {
      const file = `${targetOf(path, specifier) ?? ""}.ts`;
      if (!file.startsWith("lib/") || /(schema|action)\.ts$/.test(file)) return [];
      const called = names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
      return called
        .filter((name) => doors.some((part) => new RegExp(`\\b${name}\\b`).test(part)))
        .map((name) => ({ name, file }));
    });
  });
}

/** By itself, or by a file of its room that it calls. */
function records({ file }: { file: string }): boolean {
  const text = read(file);
  if (recorder.test(text)) return true;
  const room = file.slice(0, file.lastIndexOf("/"));
  const beside = importsOf(text).map(({ specifier }) => targetOf(file, specifier) ?? "");
  return beside.some((target) => target.startsWith(`${room}/`) && recorder.test(read(`${target}.ts`)));
}

test("each command that a door calls records what it does", () => {
  const commands = calledBy("command").filter(({ name }) => !name.startsWith("get"));
  expect(commands.length).toBeGreaterThan(25);
  expect(commands.filter((each) => !records(each))).toEqual([]);
});

test("a door that records nothing calls queries alone", () => {
  const readers = calledBy("action");
  expect(readers.length).toBeGreaterThan(4);
  expect(readers.filter(records)).toEqual([]);
});
