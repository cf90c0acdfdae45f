import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { campaignStatuses, transitions } from "@/lib/campaigns/status";
import { importStatuses, importTransitions } from "@/lib/imports/status";
import { jobKinds, recurring } from "@/lib/jobs/contract";
import { exceptionalStatuses, ledgerColumnOf, messageStatus, messageStatuses, skipReason } from "@/lib/messages/rules";
import {
  batchStates,
  batchTransitions,
  claimLeaseSeconds,
  renewClaimEveryMs,
  sendLeaseSeconds,
  sendTimeoutMs,
} from "@/lib/sending/rules";
import { features, mayImport } from "../../architecture/rooms.ts";
import { codesIn, read, root, tablesOf, tableUnder } from "./markdown.ts";

const text = `${read("docs/architecture.md")}\n${read("docs/sending.md")}`;

/** `from` → what it may become, as printed. */
function printed(heading: string): [string, string[]][] {
  return tableUnder(text, heading).map(([from = "", to = ""]) => [codesIn(from)[0] ?? "", codesIn(to)]);
}

describe("tables of states are the code's", () => {
  test("campaign", () => {
    expect(printed("States of a campaign")).toEqual(
      campaignStatuses.map((status) => [status, Object.keys(transitions[status])]),
    );
  });

  test("batch", () => {
    expect(printed("States of a batch")).toEqual(batchStates.map((state) => [state, batchTransitions[state]]));
    expect(text).toContain(`lease of ${claimLeaseSeconds} s, renewed every ${renewClaimEveryMs / 1_000} s`);
    expect(text).toContain(`lease of ${sendLeaseSeconds} s`);
    expect(text).toContain(`ends after ${sendTimeoutMs / 1_000} s`);
  });

  test("import", () => {
    expect(printed("States of an import")).toEqual(
      importStatuses.map((status) => [status, Object.keys(importTransitions[status])]),
    );
  });

  test("message", () => {
    const rows = tableUnder(text, "States of a message").map(([name = "", ...rest]) => [codesIn(name)[0], ...rest]);
    const expected = messageStatuses.map((name) => [
      name,
      String(messageStatus[name]),
      ledgerColumnOf[name].replace("toGo", "to go"),
      exceptionalStatuses.includes(messageStatus[name]) ? "yes" : "no",
    ]);
    expect(rows).toEqual(expected);
    const reasons = Object.entries(skipReason).map(([name, code]) => `${code} \`${name}\``);
    expect(text).toContain(reasons.join(", "));
  });
});

test("jobs are the contract's", () => {
  const rows = tableUnder(text, "Jobs").map(([name = "", , atOnce]) => [codesIn(name)[0], Number(atOnce)]);
  expect(rows).toEqual(Object.entries(jobKinds).map(([name, { concurrency }]) => [name, concurrency]));
  for (const [name, { everySeconds }] of Object.entries(recurring)) {
    expect(text.replaceAll("\n", " ")).toContain(`\`${name}\` every ${everySeconds} s`);
  }
});

test("rooms are those of the law", () => {
  const rows = tablesOf(text).find(({ header }) => header === "room | where | may import")?.rows ?? [];
  const rooms = new Map(rows.map(([room = "", , imports = ""]) => [codesIn(room)[0], codesIn(imports)]));
  expect([...rooms.keys()].sort()).toEqual(Object.keys(mayImport).sort());
  for (const [room, allowed] of Object.entries(mayImport)) {
    if (allowed === "anything") continue;
    if (room === "worker") expect(allowed).not.toContain("simulator");
    else expect([room, rooms.get(room)]).toEqual([room, allowed]);
  }
});

test("every noun of the house is named", () => {
  const hasFiles = (noun: string) => existsSync(`${root}lib/${noun}`) && readdirSync(`${root}lib/${noun}`).length > 0;
  const line = /^lib\/<noun> +(.+)\.$/m.exec(text)?.[1] ?? "";
  expect(line.split(", ").sort()).toEqual(features.filter(hasFiles).sort());
});

test("every table of the database is explained, and no other", () => {
  const folder = `${root}prisma/migrations`;
  const migrations = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const tables = new Set<string>();
  for (const { name } of migrations.sort((one, other) => one.name.localeCompare(other.name))) {
    const sql = read(`prisma/migrations/${name}/migration.sql`);
    for (const [, before = "", after = ""] of sql.matchAll(/^ALTER TABLE "(\w+)" RENAME TO "(\w+)"/gm)) {
      tables.delete(before);
      tables.add(after);
    }
    for (const [, made = ""] of sql.matchAll(/^CREATE (?:UNLOGGED )?TABLE "(\w+)"/gm)) tables.add(made);
    for (const [, gone = ""] of sql.matchAll(/^DROP TABLE "(\w+)"/gm)) tables.delete(gone);
  }
  const explained = tableUnder(text, "Data").map(([name = ""]) => codesIn(name)[0]);
  expect(explained.sort()).toEqual([...tables].sort());
});

test("the documents stay short", () => {
  const linesOf = (path: string) => read(path).trimEnd().split("\n").length;
  expect(linesOf("docs/architecture.md")).toBeLessThanOrEqual(250);
  expect(linesOf("docs/sending.md")).toBeLessThanOrEqual(250);
  expect(linesOf("docs/style.md")).toBeLessThanOrEqual(90);
});
