import type { BatchParameter } from "../types";

/**
 * The Conversation API knows no parameters, so the text is made here, for one recipient at a time. As the SMS API
 * does it: a recipient with neither a value nor a default fails alone (null), used in the text or not; a
 * placeholder without a parameter of its name stays as it is.
 */
type Piece = string | BatchParameter;

export type Renderer = (recipient: string) => string | null;

export function compile(body: string, parameters: Record<string, BatchParameter> = {}): Renderer {
  const pieces = split(body, parameters);
  const required = Object.values(parameters);
  return (recipient) => {
    if (required.some((parameter) => valueFor(parameter, recipient) === undefined)) return null;
    return pieces.map((piece) => (typeof piece === "string" ? piece : valueFor(piece, recipient))).join("");
  };
}

function split(body: string, parameters: Record<string, BatchParameter>): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of body.matchAll(/\$\{([A-Za-z0-9._-]+)\}/g)) {
    const key = match[1] ?? "";
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    if (!parameter) continue;
    pieces.push(body.slice(end, match.index), parameter);
    end = match.index + match[0].length;
  }
  pieces.push(body.slice(end));
  return pieces;
}

function valueFor({ values, default: fallback }: BatchParameter, recipient: string): string | undefined {
  return Object.hasOwn(values, recipient) ? values[recipient] : fallback;
}
