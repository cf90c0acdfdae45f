/** The places of lib/faults.ts. `before` and `after` say what is already true there. */
export const faultPoints = [
  "expand.beforeCommit",
  "expand.afterCommit",
  "claim.before",
  "claim.after",
  "tokens.after",
  "recipients.after",
  "skips.after",
  "attempt.beforeIntent",
  "attempt.afterIntent",
  "attempt.afterPost",
  "attempt.beforeRecord",
  "attempt.afterRecord",
  "campaign.beforeFinish",
  "direct.afterIntent",
  "direct.afterPost",
  "messages.afterMove",
  "receive.beforeCommit",
  "receive.afterCommit",
  "apply.beforeCommit",
  "apply.afterCommit",
  "sweep.beforeCommit",
  "sweep.afterCommit",
  "unclear.afterIntent",
  "unclear.afterPost",
  "unclear.beforeRecord",
  "unclear.beforeWithdraw",
  "unclear.afterWithdraw",
  "unclear.beforeSettle",
  "cancel.beforeCommit",
  "cancel.afterCommit",
  "recall.afterIntent",
  "recall.beforeRecord",
] as const;
export type FaultPoint = (typeof faultPoints)[number];

export type Fault = { point: FaultPoint; passing: number; signal: "SIGKILL" | "SIGSTOP" };

/** From POINT[:PASSING[:kill|stop]]; null when it is none. */
export function parseFault(text: string): Fault | null {
  const [name = "", passing = "1", action = "kill", ...rest] = text.split(":");
  const point = faultPoints.find((known) => known === name);
  const isKnown = point !== undefined && /^[1-9]\d{0,6}$/.test(passing) && ["kill", "stop"].includes(action);
  if (!isKnown || rest.length > 0) return null;
  return { point, passing: Number(passing), signal: action === "stop" ? "SIGSTOP" : "SIGKILL" };
}
