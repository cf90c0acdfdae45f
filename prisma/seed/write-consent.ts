import { startReply, stopReply } from "@/lib/compliance/answers";
import { classifyReply } from "@/lib/compliance/replies/classify";
import type { Sql } from "@/lib/db/pool";
import { messageStatus } from "@/lib/messages/rules";
import type { Member } from "./history";
import type { Leaver } from "./leavers";
import type { WrittenCampaign } from "./write-campaigns";

/** Who agreed, who left and what was answered, with the evidence in the order in which it came. */
type Surroundings = {
  members: readonly Member[];
  leavers: readonly Leaver[];
  campaigns: readonly WrittenCampaign[];
  sender: string;
  brand: string;
};

type Inbound = { phone: string; body: string; kind: string; keyword: string | null; campaignId: number; at: Date };

export async function writeConsent(tx: Sql, around: Surroundings): Promise<void> {
  const inbound = around.campaigns
    .flatMap(({ id, reactions }) =>
      reactions.map(({ phone, body, kind, at }): Inbound => {
        return { phone, body, kind, at, campaignId: id, keyword: classifyReply(body).keyword ?? null };
      }),
    )
    .sort((left, right) => +left.at - +right.at);
  await tx.query(inboundSql, [JSON.stringify(inbound), around.sender]);
  await tx.query(evidenceSql, [JSON.stringify(evidenceOf(around, inbound))]);
  await tx.query(suppressionSql, [JSON.stringify(suppressionsOf(around.leavers, inbound))]);
  await tx.query(replySql);
  await tx.query(answerSql, [JSON.stringify(inbound.flatMap((message) => answerTo(message, around.brand)))]);
  await tx.query(activitySql);
}

function evidenceOf({ members, leavers }: Surroundings, inbound: readonly Inbound[]) {
  const nothing = { campaignId: null };
  const granted = members
    .filter(({ hasConsent }) => hasConsent)
    .map(({ phone, consent, createdAt }) => {
      return { ...nothing, phone, kind: "granted", source: "admin", wording: consent, at: createdAt };
    });
  const left = leavers.map(({ phone, source, wording, at }) => {
    return { ...nothing, phone, kind: "revoked", source, wording, at };
  });
  const written = inbound
    .filter(({ kind }) => kind !== "none")
    .map(({ phone, kind, body, campaignId, at }) => {
      return {
        campaignId,
        phone,
        kind: kind === "stop" ? "revoked" : "restored",
        source: "keyword",
        wording: body,
        at,
      };
    });
  return [...granted, ...left, ...written].sort((one, other) => +one.at - +other.at);
}

/** Those whose last word was to leave. */
function suppressionsOf(leavers: readonly Leaver[], inbound: readonly Inbound[]) {
  const standing = new Map<string, Inbound>();
  for (const message of inbound) {
    if (message.kind === "stop") standing.set(message.phone, message);
    if (message.kind === "start") standing.delete(message.phone);
  }
  const others = leavers.map(({ phone, source, at }) => ({ phone, source, keyword: null, campaignId: null, at }));
  const written = [...standing.values()].map(({ phone, keyword, campaignId, at }) => {
    return { phone, source: "keyword", keyword, campaignId, at };
  });
  return [...others, ...written];
}

function answerTo({ phone, kind, campaignId, at }: Inbound, brand: string) {
  if (kind === "none") return [];
  return [{ phone, body: kind === "stop" ? stopReply({ brand }) : startReply({ brand }), campaignId, at }];
}

const inboundSql = `
  INSERT INTO inbound_message (provider_id, phone, recipient, body, keyword, campaign_id, received_at, created_at)
  SELECT 'demo-' || row_number() OVER (ORDER BY at), phone, $2, body, kind, "campaignId", at, at
    FROM jsonb_to_recordset($1::jsonb) AS i (phone text, body text, kind text, "campaignId" int, at timestamptz)
   ORDER BY at`;

const evidenceSql = `
  INSERT INTO consent_event (phone, kind, source, wording, campaign_id, inbound_message_id, occurred_at, recorded_at)
  SELECT e.phone, e.kind, e.source, e.wording, e."campaignId", i.id, e.at, e.at
    FROM jsonb_to_recordset($1::jsonb) AS e (phone text, kind text, source text, wording text, "campaignId" int,
         at timestamptz)
    LEFT JOIN inbound_message i ON e.source = 'keyword' AND i.phone = e.phone AND i.received_at = e.at
   ORDER BY e.at, e.phone`;

const suppressionSql = `
  INSERT INTO suppression (phone, source, keyword, campaign_id, created_at)
  SELECT phone, source, keyword, "campaignId", at
    FROM jsonb_to_recordset($1::jsonb) AS s (phone text, source text, keyword text, "campaignId" int, at timestamptz)`;

const replySql = `
  INSERT INTO campaign_reply (campaign_id, opt_outs, replies)
  SELECT campaign_id, count(*) FILTER (WHERE keyword = 'stop'), count(*)
    FROM inbound_message WHERE campaign_id IS NOT NULL GROUP BY campaign_id`;

const answerSql = `
  INSERT INTO direct_message (client_reference, kind, phone, body, campaign_id, status, attempted_at, created_at, updated_at)
  SELECT 'd.' || gen_random_uuid(), 'keyword_reply', phone, body, "campaignId", ${messageStatus.delivered}, at, at,
         at + interval '3 s'
    FROM jsonb_to_recordset($1::jsonb) AS a (phone text, body text, "campaignId" int, at timestamptz)
   ORDER BY at`;

const activitySql = `
  INSERT INTO activity_counter (starts_at, metric, total)
  SELECT date_bin('15 minutes', recorded_at, 'epoch'), 'opted_out', count(*)
    FROM consent_event WHERE kind = 'revoked' GROUP BY 1`;
