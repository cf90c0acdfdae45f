import type { CheckResult, LikelyCause } from "./schema";
import type { ConnectionDetail } from "./views";

/** From an answer of Sinch to plain words: what it means, and what to do. Pure; `now` is a parameter. */
export type Finding = { tone: "ok" | "warn" | "bad"; title: string; advice: string };

const causes: Record<LikelyCause, { title: string; advice: string }> = {
  wrong_credentials: {
    title: "The token or key is wrong",
    advice: "Copy it again from Sinch's dashboard, without spaces. A token belongs to one service plan only.",
  },
  wrong_region: {
    title: "The region is wrong",
    advice: "Set SINCH_REGION to the region shown beside the service plan or app in Sinch's dashboard.",
  },
  unknown_plan: { title: "Sinch does not know this service plan", advice: "Check SINCH_SERVICE_PLAN_ID." },
  unknown_app: { title: "Sinch does not know this app", advice: "Check SINCH_PROJECT_ID and SINCH_APP_ID." },
  end_of_sale: {
    title: "The SMS API is no longer sold to this project",
    advice:
      "Projects made after 15 April 2026 are refused by the SMS API. Set SINCH_TRANSPORT=conversation, or use a service plan's own token.",
  },
  blocked_account: { title: "The account is blocked", advice: "Ask Sinch why, and whether credit is left." },
  too_many_requests: { title: "Sinch asks us to slow down", advice: "Wait a minute and check again." },
};

export function findingsOf(connection: ConnectionDetail, now: Date): Finding[] {
  const checked = connection.check ? checkFindings(connection.check.result) : [];
  return [...checked, ...senderFindings(connection), ...callbackFindings(connection, now)];
}

function checkFindings(result: CheckResult): Finding[] {
  switch (result.kind) {
    case "connected":
      return [
        { tone: "ok", title: `Sinch answered in ${result.latencyMs} ms`, advice: "Address and credentials are right." },
      ];
    case "unreachable":
      return [
        {
          tone: "bad",
          title: "Sinch cannot be reached",
          advice: `${result.reason}. Check SINCH_BASE_URL, the firewall and Sinch's status page. Nothing is lost: texts wait.`,
        },
      ];
    case "refused":
      return refusedFindings(result);
  }
}

function refusedFindings(result: Extract<CheckResult, { kind: "refused" }>): Finding[] {
  if (result.likelyCauses.length === 0) {
    return [{ tone: "bad", title: `Sinch refused with status ${result.httpStatus}`, advice: result.text }];
  }
  const [first, ...others] = result.likelyCauses.map((cause) => causes[cause]);
  if (!first) return [];
  const more = others.map((other) => `Or: ${other.title.toLowerCase()}. ${other.advice}`);
  return [
    { tone: "bad", title: `${first.title} (status ${result.httpStatus})`, advice: [first.advice, ...more].join(" ") },
  ];
}

/** Codes that say the sender is not ours (sinch-api A.4, B.3). */
const senderCodes = new Set(["illegal_number_type", "410", "invalid_sender"]);

function senderFindings({ lastRefusal }: ConnectionDetail): Finding[] {
  if (!lastRefusal || !senderCodes.has(lastRefusal.code)) return [];
  return [
    {
      tone: "bad",
      title: "The sender is not on this plan",
      advice: `Sinch refused a batch: ${lastRefusal.reason}. Set SINCH_NUMBER to a number that belongs to the plan or app.`,
    },
  ];
}

function callbackFindings(connection: ConnectionDetail, now: Date): Finding[] {
  if (!areCallbacksOverdue(connection, now)) return [];
  return [
    {
      tone: "warn",
      title: "Texts were accepted, but no callback arrived since",
      advice: `Sinch must be able to reach ${connection.callbackUrl} from the internet. Check BASE_URL, the firewall and, for replies, the callback address in Sinch's dashboard.`,
    },
  ];
}

/** Callbacks about a text that Sinch accepted longer ago than this are overdue when none came since. */
const overdueMs = 15 * 60_000;
/** After a day without a new text there is nothing to conclude from silence. */
const memoryMs = 24 * 3_600_000;

/** Decided here for the overview and for the page of the connection. */
export function areCallbacksOverdue(
  { lastAcceptedAt, lastCallbackAt }: Pick<ConnectionDetail, "lastAcceptedAt" | "lastCallbackAt">,
  now: Date,
): boolean {
  if (lastAcceptedAt === null) return false;
  const acceptedAt = Date.parse(lastAcceptedAt);
  const age = now.getTime() - acceptedAt;
  const isSilent = lastCallbackAt === null || Date.parse(lastCallbackAt) < acceptedAt;
  return isSilent && age > overdueMs && age < memoryMs;
}
