import { isIP } from "node:net";

/** Whether a host can be meant for nobody outside of this machine or its network. A name that looks public may still be wrong. */
export function isPrivateAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (isIP(bare) === 4) return privateRanges.some((range) => range.test(bare));
  if (isIP(bare) === 6) return bare === "::1" || bare === "::" || /^f[cd]|^fe[89ab]/.test(bare);
  return !bare.includes(".") || /\.(local|localhost|internal|lan|home|test|invalid|example)$/.test(bare);
}

const privateRanges = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];
