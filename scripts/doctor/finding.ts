/** What was found about one thing: fine, worth a look, or wrong; and what to do about it. */
export type Finding = { tone: "ok" | "warn" | "bad"; says: string; advice?: string };

const marks: Record<Finding["tone"], string> = { ok: "ok", warn: "look", bad: "WRONG" };

export function lineOf(name: string, { tone, says, advice }: Finding): string {
  const line = `  ${marks[tone].padEnd(6)} ${name.padEnd(12)} ${says.trim()}`;
  const lines = tone === "ok" || advice === undefined ? line : `${line}\n${" ".repeat(22)}→ ${advice}`;
  // Made for pages, where a number and its unit must not part.
  return lines.replaceAll("\u00a0", " ");
}

export const ok = (says: string): Finding => ({ tone: "ok", says });
export const warn = (says: string, advice: string): Finding => ({ tone: "warn", says, advice });
export const bad = (says: string, advice: string): Finding => ({ tone: "bad", says, advice });
