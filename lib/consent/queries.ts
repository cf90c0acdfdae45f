import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { parsePhone, problemWords } from "../compliance/phone";
import { pool } from "../db/pool";
import { prisma } from "../db/prisma";
import { env } from "../env";
import { AppError } from "../errors";
import { formatPhone, maskPhone } from "../format";
import { type Cursor, decodeCursor, type Page, toPage } from "../paging";
import { getOrganisation } from "../settings/queries";
import { listEvidenceOf } from "./evidence";
import { type ListedOptOut, optOutPage } from "./opt-out-page";
import type { NumberStanding, OptOutRow } from "./views";

/** Newest first. Cursors travel in addresses, so they carry a keyed hash instead of the number. */
export async function listOptOuts(viewer: Viewer, text: string | null): Promise<Page<OptOutRow>> {
  const cursor = readCursor(text);
  const [at, token] = (cursor?.key ?? []) as [string?, string?];
  const place = at && token ? { at: new Date(at), token } : null;
  const rows = await optOutPage.rows(pool(), {
    place,
    isBack: cursor?.direction === "before",
    secret: env().NEXTAUTH_SECRET,
  });
  return toPage(
    rows.map((record) => toRow(viewer, record)),
    cursor,
    (row) => [row.at, row.token],
  );
}

/** A cursor that was tampered with means the first page. */
function readCursor(text: string | null): Cursor | null {
  const cursor = decodeCursor(text);
  const [at, token] = cursor?.key ?? [];
  // Only as we write it: JavaScript reads dates that Postgres does not.
  const isWhole = typeof at === "string" && /^[12]\d{3}-\d\d-\d\dT[\d:.]+Z$/.test(at) && typeof token === "string";
  if (isWhole && Number.isNaN(Date.parse(at))) return null;
  return cursor && isWhole ? cursor : null;
}

function toRow(viewer: Viewer, { phone, at, ...record }: ListedOptOut): OptOutRow {
  return {
    ...record,
    phone: may(viewer, "subscriber.reveal") ? formatPhone(phone) : maskPhone(phone),
    e164: may(viewer, "optout.write") ? phone : null,
    at: at.toISOString(),
  };
}

/** The standing of a number that an administrator typed. */
export async function getNumberStanding(_viewer: Viewer, input: { phone: string }): Promise<NumberStanding> {
  const phone = await readTypedPhone(input.phone);
  const [suppression, subscriber, evidence] = await Promise.all([
    prisma().suppression.findUnique({ where: { phone }, select: { phone: true } }),
    prisma().subscriber.findUnique({ where: { phone }, select: { id: true, firstName: true, lastName: true } }),
    listEvidenceOf(phone),
  ]);
  return {
    phone: formatPhone(phone),
    e164: phone,
    isOptedOut: suppression !== null,
    subscriber: subscriber && {
      id: subscriber.id,
      name: `${subscriber.firstName} ${subscriber.lastName}`.trim(),
    },
    evidence,
  };
}

/** A number in any spelling → E.164, read as the organisation's country would. */
export async function readTypedPhone(typed: string): Promise<string> {
  const { defaultCountry } = await getOrganisation();
  const parsed = parsePhone(typed, defaultCountry);
  if (parsed.ok) return parsed.phone;
  const words = problemWords[parsed.problem];
  throw new AppError("invalid", words, { fields: { phone: words } });
}
