/**
 * How long the functions of a file are, read from its lines: the formatter puts a function's last brace under the first letter of
 * its declaration. Functions that are handed over (callbacks, test bodies) count as a part of the one around them.
 */
export type FunctionLength = {
  name: string;
  line: number;
  lines: number;
  /** Without those of the named functions inside of it. */
  ownLines: number;
};

const declarations = [
  /^(?<indent>\s*)(?:export )?(?:default )?(?:async )?function\*? ?(?<name>\w+)/,
  /^(?<indent>\s*)(?:export )?(?:const|let) (?<name>\w+)(?:: .+)? = (?:async )?(?:<.+>)?(?:\(.*|\w+ =>.*)$/,
  /^(?<indent>\s+)(?:(?:static|private|protected|public|override|async|get|set) )*(?<name>#?\w+)(?:<.+>)?\(.*$/,
];

/** Words that open a block at the same place as a method's name would. */
const statements = new Set("if for while switch catch return super expect test describe it function".split(" "));

export function functionsOf(text: string): FunctionLength[] {
  const lines = text.split("\n");
  const found = lines.flatMap((line, index) => {
    const found = declarations
      .map((declaration) => declaration.exec(line)?.groups)
      .find((groups) => groups !== undefined);
    const { indent = "", name = "" } = found ?? {};
    if (found === undefined || statements.has(name)) return [];
    const last = lastLineOf(lines, index, indent);
    return last === undefined ? [] : [{ name, line: index + 1, lines: last - index + 1 }];
  });
  return found.map((outer) => ({ ...outer, ownLines: outer.lines - linesInside(outer, found) }));
}

type Span = Omit<FunctionLength, "ownLines">;

/** Of the functions that stand right inside, not of those inside of these. */
function linesInside(outer: Span, all: readonly Span[]): number {
  let sum = 0;
  let until = outer.line;
  for (const { line, lines } of all) {
    if (line <= until || line >= outer.line + outer.lines) continue;
    sum += lines;
    until = line + lines - 1;
  }
  return sum;
}

/** The signature may take several lines itself; a body that stands in one line is no function that could be too long. */
function lastLineOf(lines: readonly string[], first: number, indent: string): number | undefined {
  let line = first;
  if (/=>/.test(lines[first] ?? "") && !opensBody(lines[first] ?? "")) return undefined;
  while (!opensBody(lines[line] ?? "")) {
    line++;
    const text = lines[line];
    if (text === undefined || !isWithin(text, indent) || /;$/.test(text)) return undefined;
  }
  for (let end = line + 1; end < lines.length; end++) if (lines[end]?.startsWith(`${indent}}`)) return end;
  return undefined;
}

const opensBody = (line: string) => /(?:\)|\)?: [^=]+|=>) \{$/.test(line);

/** A signature's own lines are deeper, or close it where it began. */
const isWithin = (line: string, indent: string) => line.startsWith(`${indent} `) || /^\s*[)}]/.test(line);
