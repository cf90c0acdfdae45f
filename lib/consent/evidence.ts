import "server-only";
import type { Viewer } from "../auth/viewer";
import { prisma } from "../db/prisma";
import type { ConsentKind, ConsentSource, Evidence } from "./views";

/** The evidence of the person's number, the newest first; at most 100. */
export async function listConsentEvidence(_viewer: Viewer, subscriberId: number): Promise<Evidence[]> {
  const person = await prisma().subscriber.findUnique({ where: { id: subscriberId }, select: { phone: true } });
  return person ? listEvidenceOf(person.phone) : [];
}

/** The same for a number, whether it is a subscriber's or a stranger's. */
export async function listEvidenceOf(phone: string): Promise<Evidence[]> {
  const events = await prisma().consentEvent.findMany({
    where: { phone },
    select: eventFields,
    orderBy: { id: "desc" },
    take: 100,
  });
  const [campaigns, imports, users] = await Promise.all([
    findAll(
      events.map(({ campaignId }) => campaignId),
      (where) => prisma().campaign.findMany({ where, select: { id: true, name: true } }),
    ),
    findAll(
      events.map(({ importId }) => importId),
      (where) => prisma().import.findMany({ where, select: { id: true, fileName: true, options: true } }),
    ),
    findAll(
      events.map(({ userId }) => userId),
      (where) => prisma().user.findMany({ where, select: { id: true, name: true } }),
    ),
  ]);
  return events.map(({ id, kind, source, campaignId, importId, userId, ...event }) => ({
    ...event,
    id: Number(id),
    kind: kind as ConsentKind,
    source: source as ConsentSource,
    campaign: campaigns.get(campaignId) ?? null,
    import: toImportLink(imports.get(importId)),
    recordedBy: users.get(userId)?.name ?? null,
  }));
}

const eventFields = {
  id: true,
  kind: true,
  source: true,
  wording: true,
  occurredAt: true,
  recordedAt: true,
  campaignId: true,
  importId: true,
  userId: true,
} as const;

/** The rows that the evidence points at, by id: one query for all of them, and none where there are none. */
async function findAll<Row extends { id: number }>(
  ids: (number | null)[],
  find: (where: { id: { in: number[] } }) => Promise<Row[]>,
): Promise<Map<number | null, Row>> {
  const present = [...new Set(ids.filter((id) => id !== null))];
  const rows = present.length === 0 ? [] : await find({ id: { in: present } });
  return new Map(rows.map((row) => [row.id, row]));
}

function toImportLink(found: { id: number; fileName: string; options: unknown } | undefined): Evidence["import"] {
  if (!found) return null;
  const { consentSource = "" } = found.options as { consentSource?: string };
  return { id: found.id, fileName: found.fileName, consentSource };
}
