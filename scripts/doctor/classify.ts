import { classifyReply } from "../../lib/compliance/replies/classify.ts";
import { Failure } from "../failure.ts";

/** Replies from stdin, a JSON string a line, judged on stdout in the same order. Needs neither a database nor an environment. */
export async function classifyInput(): Promise<void> {
  process.stdin.setEncoding("utf8");
  let rest = "";
  let count = 0;
  for await (const chunk of process.stdin) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) await write(lines.map((line) => `${judgementOf(line, ++count)}\n`).join(""));
  }
  if (rest !== "") await write(`${judgementOf(rest, ++count)}\n`);
}

export function judgementOf(line: string, number: number): string {
  const { outcome, because } = classifyReply(textIn(line, number));
  return JSON.stringify({ outcome, because });
}

function textIn(line: string, number: number): string {
  try {
    const text: unknown = JSON.parse(line);
    if (typeof text === "string") return text;
  } catch {
    // Told below, with the number of the line.
  }
  throw new Failure(`Line ${number} is not a JSON string: give one text per line, such as "Please stop".`);
}

/** Returns when it is handed over: the process leaves right after the last line. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
