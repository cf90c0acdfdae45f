import type { CampaignLive, Canary, PlanTrouble } from "@/lib/campaigns/views";
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatPercent,
  formatShare,
  formatTime,
  formatZone,
  plural,
} from "@/lib/format";

/** The sentences of the live page. Pure. */

export function progressOf({ audience, ledger }: CampaignLive): number {
  return audience === 0 ? 0 : (audience - ledger.toGo) / audience;
}

export function headline(live: CampaignLive): string {
  if (live.audience === 0) return live.isExpanded ? "Nobody was in this audience" : "Fixing the audience";
  return `${formatCount(live.delivered)} of ${formatCount(live.audience)} delivered`;
}

/** "75 % done · 1 min 16 s left", or what else there is to say about the rest. */
export function remainder(live: CampaignLive, messagesPerSecond: number, isStopped = false): string {
  if (live.audience === 0) return "";
  if (!live.isExpanded && live.status !== "canceled") return "the audience still grows";
  const done = `${formatShare(live.audience - live.ledger.toGo, live.audience, 0)} done`;
  if (live.ledger.toGo === 0) return waitingForReports(live);
  if (isStopped) return `${done} · stopped`;
  if (live.status === "paused") return `${done} · paused`;
  if (live.canary?.state === "sending" || live.canary?.state === "waiting") return `${done} · the rest waits`;
  if (live.status === "canceled") return `${done} · stopping`;
  const due = live.ledger.toGo - live.waiting.people;
  if (due <= 0) return `${done} · the rest waits for its hour`;
  return `${done} · ${formatDuration(Math.max(1, due / messagesPerSecond) * 1_000)} left`;
}

function waitingForReports({ ledger, delivered }: CampaignLive): string {
  const waiting = ledger.accepted - delivered;
  if (waiting === 0) return "all dealt with";
  return formatCounted(waiting, "on its way", "on their way");
}

export function balance({ ledger, unclear, audience }: CampaignLive): string {
  const { accepted, skipped, failed, unknown, canceled, toGo } = ledger;
  const figures = [accepted, skipped, failed, unclear, unknown - unclear, canceled, toGo].map(formatCount).join(" + ");
  return `The ledger balances: ${figures} = ${formatCount(audience)}`;
}

/** For screen readers, now and then. */
export function spoken(live: CampaignLive): string {
  const { ledger } = live;
  const failed = ledger.failed > 0 ? `, ${formatCount(ledger.failed)} failed` : "";
  return `${headline(live)}${failed}, ${formatCount(ledger.toGo)} still to go.`;
}

/** "The first 500 go ahead: 312 delivered, 4 failed". Nobody else has left yet, so these are the campaign's own figures. */
export function canaryHeadline({ delivered, ledger, optOuts }: CampaignLive, { people: first }: Canary): string {
  const optedOut = optOuts > 0 ? `, ${formatCount(optOuts)} opted out` : "";
  const who = plural(first, "The first one goes", `The first ${formatCount(first)} go`);
  return `${who} ahead: ${formatCount(delivered)} delivered, ${formatCount(ledger.failed)} failed${optedOut}`;
}

/** When the rest follows, and on what condition. */
export function restWords({ limits }: CampaignLive, canary: Canary, zone: string): string {
  const { maxFailedPercent, maxOptOutPercent } = limits;
  const exceeded = [
    ...(maxFailedPercent === null ? [] : [`more than ${formatPercent(maxFailedPercent / 100)} fail`]),
    ...(maxOptOutPercent === null ? [] : [`more than ${formatPercent(maxOptOutPercent / 100)} opt out`]),
  ];
  const unless = exceeded.length > 0 ? ` unless ${exceeded.join(" or ")}` : "";
  if (canary.state === "waiting" && canary.until) {
    return `The rest follows at ${formatTime(new Date(canary.until), zone)} ${formatZone(zone)}${unless}.`;
  }
  return `The rest follows ${formatDuration(canary.waitMinutes * 60_000)} after they have left${unless}.`;
}

/** What keeps it below the plan's rate, and when it goes on. */
export function planTroubleWords(trouble: PlanTrouble, zone: string): { title: string; text: string } {
  const at = (instant: string) => `${formatTime(new Date(instant), zone, { seconds: true })} ${formatZone(zone)}`;
  if (trouble.kind === "slowed") {
    const { perSecond, ofPerSecond, waitsUntil } = trouble;
    const pause = waitsUntil === null ? "" : `It goes on at ${at(waitsUntil)}. `;
    const rate = `${formatCount(perSecond)} of ${formatCount(ofPerSecond)} a second`;
    return { title: "Sinch asked to slow down", text: `${pause}The rate is ${rate} and grows again by itself.` };
  }
  const next =
    trouble.nextTryAt === null
      ? "One batch is being tried"
      : `Nothing is sent until ${at(trouble.nextTryAt)}. Then one batch is tried`;
  return {
    title: `Sinch gave no clear answer ${formatCount(trouble.calls)} times in a row`,
    text: `${next}, and the others follow when Sinch answers it. Nobody is texted twice.`,
  };
}

export function people(count: number): string {
  return formatCounted(count, "person", "people");
}
