/** How Sinch says no: 400 and 403 carry a code and a text, 401 and 404 nothing. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, code: string | null, text = "") {
    super(text);
    this.status = status;
    this.code = code;
  }
}

export function badFormat(text: string): Refusal {
  return new Refusal(400, "syntax_invalid_parameter_format", text);
}

export function violation(text: string): Refusal {
  return new Refusal(400, "syntax_constraint_violation", text);
}

export function badJson(text: string): Refusal {
  return new Refusal(400, "syntax_invalid_json", text);
}
