import type { Simulation } from "../simulation";

/** Null when the caller may; otherwise why not, as it stands in `WWW-Authenticate`. */
export function challengeFor(simulation: Simulation, authorization: string | undefined): string | null {
  const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
  const state = token === undefined ? "unknown" : simulation.tokens.stateOf(token);
  if (state === "valid") return null;
  if (state === "expired") return 'Bearer error="invalid_token", error_description="The access token expired"';
  return 'Bearer error="invalid_token"';
}

export function isBasic({ options }: Simulation, authorization: string | undefined): boolean {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  return Buffer.from(encoded, "base64").toString("utf8") === `${options.keyId}:${options.keySecret}`;
}
