/** Rows as text in columns, with their number below, the way psql draws them. */
export function drawTable(names: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map(inWords));
  const widths = names.map((name, index) =>
    cells.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), name.length),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => ` ${cell.padEnd(widths[index] ?? 0)} `)
      .join("|")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width + 2)).join("+");
  return [line(names), rule, ...cells.map(line), `(${rows.length} ${rows.length === 1 ? "row" : "rows"})`].join("\n");
}

/** One line each, whatever is in it; NULL is empty, as in psql. */
function inWords(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replaceAll("\n", "⏎");
}
