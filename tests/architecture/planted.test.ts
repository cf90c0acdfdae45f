import { describe, expect, test } from "vitest";
import { circlesOf } from "./circles.ts";
import { breachesOf } from "./law.ts";

/** The law itself under test: what is planted here must be found, and nothing else. */

/** A planted file belongs to the room that its path says. */
function breaches(path: string, text: string): string[] {
  const isNoun = /^lib\/(?!sinch|simulator|text)\w+\//.test(path) && planted(path) === serverOnly;
  return breachesOf({ path, text: isNoun ? `${serverOnly}${text}` : text }, planted);
}

/** The house around what is planted: drawers that are pure by their name, everything else of a noun marked for the server. */
function planted(path: string): string | undefined {
  if (/^lib\/sinch(?:\.ts|\/index\.ts)$|\.tsx$/.test(path)) return undefined;
  return /\/(?:schema|rules|views|gsm|segments)\.ts$|\/core\//.test(path) ? "" : serverOnly;
}

const serverOnly = 'import "server-only";\n';

describe("imports that go up or sideways", () => {
  test.each([
    ["app/(dashboard)/page.tsx", `import { pool } from "@/lib/db/pool";`],
    ["app/(dashboard)/page.tsx", `import { send } from "@/lib/sinch";`],
    ["app/api/webhooks/inbound/route.ts", `import { listTags } from "@/lib/tags/queries";`],
    ["app/(dashboard)/tags/actions.ts", `import { receive } from "@/lib/webhooks/receive";`],
    ["components/ui/button.tsx", `import { listTags } from "@/lib/tags/queries";`],
    ["components/ui/button.tsx", `import Page from "@/app/(dashboard)/page";`],
    ["lib/errors.ts", `import { pool } from "./db/pool";`],
    ["lib/tags/rules.ts", `import { pool } from "../db/pool";`],
    ["lib/tags/rules.ts", `import { listTags } from "./queries";`],
    ["lib/text/gsm.ts", `import { pool } from "@/lib/db/pool";`],
    ["lib/db/pool.ts", `import { listTags } from "../tags/queries";`],
    ["lib/auth/viewer.ts", `import { listTags } from "../tags/queries";`],
    ["lib/tags/commands.ts", `import { launch } from "../campaigns/commands";`],
    ["lib/tags/commands.ts", `import { requireViewer } from "../auth/viewer";`],
    ["lib/tags/commands.ts", `import { expand } from "../sending/expand";`],
    ["lib/tags/commands.ts", `import { workerBoss } from "../jobs/boss";`],
    ["lib/tags/commands.ts", `import { sms } from "../sinch";`],
    ["lib/sinch/http.ts", `import { pool } from "../db/pool";`],
    ["lib/sinch/http.ts", `import { segments } from "../text/segments";`],
    ["lib/simulator/main.ts", `import { sms } from "../sinch";`],
    ["lib/jobs/worker.ts", `import { startSimulator } from "../simulator";`],
    ["lib/webhooks/apply.ts", `import { startSimulator } from "@/lib/simulator";`],
  ])("%s: %s", (path, text) => {
    expect(breaches(path, text)).toHaveLength(1);
  });
});

describe("pure files that ask instead of being told", () => {
  test.each([
    ["lib/tags/rules.ts", "const now = Date.now();"],
    ["lib/sending/core/lane.ts", "const at = performance.now();"],
    ["lib/sending/core/batch.ts", "const now = new Date();"],
    ["lib/text/parts.ts", "const dice = Math.random();"],
    ["lib/sending/core/lane.ts", `import { claimBatch } from "../claim";`],
    ["lib/sending/core/batch.ts", `import type { Sql } from "../../db/pool";`],
    ["lib/sending/core/after-attempt.ts", `import type { SendOutcome } from "../../sinch";`],
  ])("%s: %s", (path, text) => {
    expect(breaches(path, text)).toHaveLength(1);
  });

  test("a moment that was given is not asked for", () => {
    expect(breaches("lib/sending/core/batch.ts", "const at = new Date(now); // not Date.now()")).toEqual([]);
  });
});

describe("every way to write an import", () => {
  test.each([
    `import "@/lib/db/pool";`,
    `import { pool } from "../../lib/db/pool";`,
    `import { pool } from '@/lib/db/pool';`,
    `import {\n  pool,\n  type Sql,\n} from "@/lib/db/pool";`,
    `import type { Sql } from "@/lib/db/pool";`,
    `import * as db from "@/lib/db/pool";`,
    `import anything, { type Sql } from "@/lib/db/pool";`,
    `export { pool } from "@/lib/db/pool";`,
    `export type { Sql } from "@/lib/db/pool";`,
    `export * from "@/lib/db/pool";`,
    `export * as db from "@/lib/db/pool";`,
    `const db = await import("@/lib/db/pool");`,
    "const db = await import(`@/lib/db/pool`);",
    `const db = require("@/lib/db/pool");`,
    `type Db = typeof import("@/lib/db/pool");`,
    `type Sql = import("@/lib/db/pool").Sql;`,
    `/* why */ import { pool } from "@/lib/db/pool"; // because`,
    `const url = "https://example.com"; import("@/lib/db/pool");`,
  ])("%s", (text) => {
    expect(breaches("components/tags/tag.tsx", text)).toHaveLength(1);
  });
});

describe("what is allowed", () => {
  test.each([
    ["app/(dashboard)/page.tsx", `import "./globals.css";\nimport { listTags } from "@/lib/tags/queries";`],
    ["app/layout.tsx", `import "./globals.css";`],
    ["app/api/webhooks/inbound/route.ts", `import { receive } from "@/lib/webhooks/receive";`],
    [
      "components/tags/tag.tsx",
      `import { tagSchema } from "@/lib/tags/schema";\nimport { Button } from "../ui/button";`,
    ],
    ["lib/tags/commands.ts", `import type { Viewer } from "../auth/viewer";\nimport { find } from "./queries/find";`],
    [
      "lib/tags/commands.ts",
      `import { type Viewer } from "../auth/viewer";\nimport { enqueue } from "../jobs/enqueue";`,
    ],
    ["lib/tags/queries.ts", `import { canLaunch } from "../campaigns/rules";\nimport { pool } from "../db/pool";`],
    ["lib/sending/lane/dispatch.ts", `import { sms } from "../sinch";\nimport { record } from "../messages/commands";`],
    ["lib/jobs/worker.ts", `import { expand } from "../sending/expand";\nimport { check } from "../imports/check";`],
    ["components/tags/tag.tsx", `// import { pool } from "@/lib/db/pool"\n/* require("@/lib/db/pool") */`],
    ["scripts/start.ts", `import { pool } from "../lib/db/pool.ts";\nconst port = process.env.PORT;`],
    ["tests/unit/tags/rules.test.ts", `import { pool } from "@/lib/db/pool";`],
  ])("%s: %s", (path, text) => {
    const allowed = breaches(path, text).filter((line) => !line.includes("globals"));
    expect(allowed).toEqual([]);
  });
});

test("a file in an unknown folder has no room", () => {
  for (const path of [
    "lib/utils/text.ts",
    "helpers/a.ts",
    "lib/misc.ts",
    "lib/newsletters/rules.ts",
    "components.ts",
  ]) {
    expect(breaches(path, "")).toEqual([`${path}: has no room; see docs/architecture.md`]);
  }
});

test("importing from an unknown folder is a breach as well", () => {
  expect(breaches("lib/tags/rules.ts", `import { a } from "../utils/a";`)[0]).toContain("has no room");
});

test("leaving the project is a breach", () => {
  expect(breaches("lib/tags/rules.ts", `import { a } from "../../../elsewhere/a";`)[0]).toContain("leaves the project");
});

test.each([
  "const port = process.env.PORT;",
  'const port = process.env["PORT"];',
  'const port = process["env"].PORT;',
  "const { env } = process;",
  "const port = process?.env.PORT;",
])("the environment is read in lib/env.ts only: %s", (text) => {
  expect(breaches("lib/tags/commands.ts", text)).toHaveLength(1);
  expect(breaches("prisma/seed.ts", text)).toHaveLength(1);
  expect(breaches("lib/env.ts", text)).toEqual([]);
  expect(breaches("lib/tags/commands.ts", `// ${text}`)).toEqual([]);
});

test("300 lines are the most, of tests and scripts too", () => {
  const lines = (count: number) => "const a = 1;\n".repeat(count);
  for (const path of ["lib/tags/rules.ts", "tests/unit/tags.test.ts", "scripts/start.ts"]) {
    expect(breaches(path, lines(300))).toEqual([]);
    expect(breaches(path, lines(301))).toEqual([`${path}: 301 lines, 300 is the most`]);
  }
});

test("60 lines are the most of a page", () => {
  const lines = (count: number) => "const a = 1;\n".repeat(count);
  const path = "app/(dashboard)/tags/page.tsx";
  expect(breaches(path, lines(60))).toEqual([]);
  expect(breaches(path, lines(61))).toEqual([`${path}: 61 lines, 60 is the most`]);
  expect(breaches("app/(dashboard)/tags/actions.ts", lines(61))).toEqual([]);
});

describe("40 lines are the most of a function", () => {
  const body = (count: number) => "  a();\n".repeat(count);
  const long = (head: string, foot = "}") => `${head}\n${body(39)}${foot}\n`;

  test.each([
    ["function tag() {", "}"],
    ["export async function* tag(a: string): AsyncGenerator<string> {", "}"],
    ["export default function Page() {", "}"],
    ["export async function tag(\n  one: string,\n  two: number,\n): Promise<void> {", "}"],
    ["function Tag({\n  one,\n}: TagProps) {", "}"],
    ["const tag = async (a: string): Promise<void> => {", "};"],
    ["export const tag: Rename = (a) => {", "};"],
    ["class Tag {\n  async #name(a: string): Promise<void> {", "  }\n}"],
    ["class Tag {\n  static of<T>(\n    a: T,\n  ): Tag {", "  }\n}"],
  ])("%s", (head, foot) => {
    const found = breachesOf({ path: "lib/tags/rules.ts", text: long(head, foot) }, planted);
    expect(found.filter((breach) => /has 4\d lines, 40 is the most$/.test(breach))).toHaveLength(1);
  });

  test("one line less is none, nor is what stands beside it", () => {
    const short = (name: string) => `function ${name}() {\n${body(38)}}\n`;
    expect(breaches("lib/tags/rules.ts", `${short("one")}\n${short("two")}`)).toEqual([]);
    expect(breaches("lib/tags/rules.ts", `const call = (a: string) =>\n  list(a);\n${body(60)}`)).toEqual([]);
  });

  test("in tests the functions inside of one do not count, in the product they do", () => {
    const inside = `  function inner() {\n${body(20)}  }\n`;
    const text = `export function rig() {\n${inside}\n${inside}\n}\n`;
    expect(breaches("tests/support/rig.ts", text)).toEqual([]);
    expect(breaches("lib/tags/rules.ts", text)).toHaveLength(1);
    expect(breaches("tests/support/rig.ts", `export function rig() {\n${inside}${body(40)}}\n`)).toHaveLength(1);
  });
});

test("default exports are for Next and for tools", () => {
  const text = "export default function Page() {}";
  expect(breaches("app/(dashboard)/page.tsx", text)).toEqual([]);
  expect(breaches("tests/vitest.config.ts", text)).toEqual([]);
  for (const path of [
    "components/ui/button.tsx",
    "lib/tags/rules.ts",
    "app/(dashboard)/actions.ts",
    "lib/tags/page.tsx",
  ]) {
    expect(breaches(path, text)).toEqual([`${path}: has a default export; name what is exported`]);
  }
  expect(breaches("lib/tags/rules.ts", "const a = 1;\nexport { a as default };")).toHaveLength(1);
});

describe("purity is read off the file", () => {
  const pure = 'import { isOver } from "./status";';

  test("without the mark a file of a noun asks nothing and imports nothing that asks", () => {
    const at = (path: string, text: string) => breachesOf({ path, text }, planted);
    expect(at("lib/tags/words.ts", pure.replace("./status", "./rules"))).toEqual([]);
    expect(at("lib/tags/words.ts", "const now = Date.now();")).toHaveLength(1);
    expect(at("lib/tags/words.ts", 'import { pool } from "../db/pool";')).toHaveLength(1);
    expect(at("lib/tags/words.ts", 'import { listTags } from "./queries";')).toHaveLength(1);
  });

  test("with it, a browser may not import the file", () => {
    const marked = (path: string) => (path === "lib/tags/rules.ts" ? serverOnly : planted(path));
    const text = 'import { tagName } from "@/lib/tags/rules";';
    expect(breachesOf({ path: "components/tags/tag.tsx", text }, planted)).toEqual([]);
    expect(breachesOf({ path: "components/tags/tag.tsx", text }, marked)).toHaveLength(1);
  });
});

describe("what nouns share", () => {
  test.each([
    ["lib/control/commands.ts", `import { moveCampaign } from "../campaigns/move";`],
    ["lib/tags/commands.ts", `import { recordEvent } from "../events/record";`],
    ["lib/campaigns/queries/one.ts", `import { countAudience } from "../../audience/queries";`],
    ["lib/connection/commands.ts", `import { checkConnection } from "../sinch";`],
    ["lib/inbox/inbound.ts", `import { suppress } from "../consent/suppression";`],
  ])("%s: %s", (path, text) => {
    expect(breaches(path, text)).toEqual([]);
  });

  test.each([
    ["lib/audience/queries.ts", `import { launchCampaign } from "../campaigns/commands/launch";`],
    ["lib/consent/suppression.ts", `import { applyInbound } from "../inbox/inbound";`],
    ["lib/inbox/inbound.ts", `import { claimBatch } from "../sending/lane/claim";`],
    ["lib/inbox/inbound.ts", `import { send } from "../sinch";`],
    ["lib/events/record.ts", `import { listTags } from "../tags/queries";`],
  ])("%s: %s", (path, text) => {
    expect(breaches(path, text)).toHaveLength(1);
  });
});

describe("circles", () => {
  const circle = (texts: Record<string, string>) => circlesOf(new Map(Object.entries(texts)));

  test("are found whatever their length, types included", () => {
    expect(circle({ "a.ts": 'import "./b";', "b.ts": 'import type { A } from "./a";' })).toEqual([["a.ts", "b.ts"]]);
    const three = {
      "a.ts": 'import "./b";',
      "b.ts": 'import "@/c";',
      "c.ts": 'import "./a.ts";',
      "d.ts": 'import "./a";',
    };
    expect(circle(three)).toEqual([["a.ts", "b.ts", "c.ts"]]);
  });

  test("two ways to one file are none", () => {
    expect(circle({ "a.ts": 'import "./b"; import "./c";', "b.ts": 'import "./c";', "c.ts": "" })).toEqual([]);
  });
});
