import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { Client, type QueryArrayResult } from "pg";
import { describeSql, listSql } from "./catalog.ts";
import { drawTable } from "./draw-table.ts";

/**
 * A small stand-in for psql: statements end with a semicolon, `\d` lists the tables, `\d NAME` the columns of one, `\q` leaves.
 * Returns the exit code: 1 if a statement failed that did not come from a person at a terminal.
 */
export async function runConsole(url: string, input: Readable, output: Writable): Promise<number> {
  const client = new Client({ connectionString: url, application_name: "tidings-console" });
  client.on("error", () => undefined);
  await client.connect();
  const isTerminal = "isTTY" in input && input.isTTY === true;
  const lines = createInterface({ input, output: isTerminal ? output : undefined, terminal: isTerminal });
  const say = (text: string) => output.write(`${text}\n`);
  const name = client.database ?? "";
  let failures = 0;
  let statement = "";
  if (isTerminal)
    say("Statements end with a semicolon. \\d lists the tables, \\d NAME the columns of one, \\q leaves.");
  prompt();
  for await (const line of lines) {
    if (statement === "" && line.trim() === "\\q") break;
    statement += `${line}\n`;
    const words = statement.trim();
    if (words.startsWith("\\") || words.endsWith(";")) {
      statement = "";
      failures += await run(client, words, say);
    }
    prompt();
  }
  // The last statement of a pipe needs no semicolon.
  if (statement.trim() !== "") failures += await run(client, statement.trim(), say);
  lines.close();
  await client.end();
  return failures > 0 && !isTerminal ? 1 : 0;

  function prompt(): void {
    lines.setPrompt(statement.trim() === "" ? `${name}=> ` : `${name}-> `);
    if (isTerminal) lines.prompt();
  }
}

/** Says what comes of a statement; 1 when it failed. */
async function run(client: Client, words: string, say: (text: string) => void): Promise<number> {
  try {
    for (const text of await answersTo(client, words)) say(text);
    return 0;
  } catch (error) {
    say(`ERROR: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function answersTo(client: Client, words: string): Promise<string[]> {
  const [command, name] = words.replace(/;$/, "").trim().split(/\s+/);
  if (command === "\\d") {
    const [sql, values] = name === undefined ? [listSql, []] : [describeSql, [name]];
    return [answerOf(await client.query({ text: sql, values, rowMode: "array" }))];
  }
  if (words.startsWith("\\")) throw new Error(`There is no command ${command}, only \\d, \\d NAME and \\q.`);
  // Several statements at once give a list.
  const results = await client.query({ text: words, rowMode: "array" });
  return [results].flat().map(answerOf);
}

function answerOf({ fields, rows, command, rowCount }: QueryArrayResult): string {
  if (fields.length === 0) return [command, rowCount].filter((part) => part !== null).join(" ");
  const names = fields.map((field) => field.name);
  return drawTable(names, rows);
}
