export type Parameters = Record<string, Record<string, string>>;

/** The text as one recipient sees it. `isComplete` is false when a value and a default are both missing. */
export type Rendered = { text: string; isComplete: boolean };

export type Template = (digits: string) => Rendered;

type Piece = string | { key: string; values: Record<string, string> };

/** Compiled once per batch and rendered when somebody looks: a message costs no text of its own. */
export function compileTemplate(body: string, parameters: Parameters | undefined): Template {
  if (!parameters) return () => ({ text: body, isComplete: true });
  const pieces = split(body, parameters);
  // Every parameter counts, used in the text or not.
  const required = Object.values(parameters);
  return (digits) => ({
    text: pieces.map((piece) => (typeof piece === "string" ? piece : (valueFor(piece.values, digits) ?? ""))).join(""),
    isComplete: required.every((values) => valueFor(values, digits) !== undefined),
  });
}

/** Placeholders without a parameter of their name stay in the text as they are. */
function split(body: string, parameters: Parameters): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of body.matchAll(/\$\{([A-Za-z0-9._-]+)\}/g)) {
    const key = match[1] ?? "";
    const values = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    if (!values) continue;
    pieces.push(body.slice(end, match.index), { key, values });
    end = match.index + match[0].length;
  }
  pieces.push(body.slice(end));
  return pieces;
}

function valueFor(values: Record<string, string>, digits: string): string | undefined {
  return values[`+${digits}`] ?? values[digits] ?? values.default;
}
