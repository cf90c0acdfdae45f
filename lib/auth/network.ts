import { isIPv4, isIPv6 } from "node:net";

/**
 * The neighbourhood an attempt comes from: /24 for IPv4, /64 for IPv6, because one person easily owns all of it.
 * The last entry of X-Forwarded-For is the one our own proxy wrote (Next writes the socket's address when there is none);
 * whatever stands before it was claimed by the client.
 */
export function networkOf(forwardedFor: string | null): string {
  const last = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  const address = last.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/%.*$/, "");
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  if (isIPv4(mapped)) return `${mapped.split(".").slice(0, 3).join(".")}.0/24`;
  if (isIPv6(address)) return `${firstGroups(address)}::/64`;
  return "unknown";
}

function firstGroups(address: string): string {
  // The URL parser writes every IPv6 address in its one canonical form.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(gap).fill("0"), ...after].slice(0, 4).join(":");
}
