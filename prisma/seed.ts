import { now as readClock } from "@/lib/clock";
import { pool, type Sql } from "@/lib/db/pool";
import { inTransaction } from "@/lib/db/transaction";
import { env } from "@/lib/env";
import { systemActor } from "@/lib/events/actor";
import { batchSizeFor } from "@/lib/sending/rules";
import { saveOrganisation } from "@/lib/settings/commands";
import { getInstallation } from "@/lib/settings/queries";
import { organisationSchema } from "@/lib/settings/schema";
import { createUser } from "@/lib/team/commands";
import { makeHistory } from "./seed/history";
import { makeLeavers } from "./seed/leavers";
import { makePeople } from "./seed/people";
import { seededRandom } from "./seed/random";
import { writeCampaigns, writeDraft } from "./seed/write-campaigns";
import { writeConsent } from "./seed/write-consent";
import { writePeople, writeTags } from "./seed/write-people";

/**
 * The demo: two people who sign in, some 420 subscribers and a year of campaigns, the same every time but for the dates.
 * The users come last, since a database with users counts as seeded: a crash before that leaves either nothing or a
 * finished history that the next run keeps.
 */
export async function seed({ password, now = readClock() }: { password: string; now?: Date }): Promise<void> {
  const actor = systemActor("demo");
  if (await isEmpty()) {
    await saveOrganisation(actor, organisation);
    await inTransaction((tx) => writeHistory(tx, now));
  }
  const marketer = { email: "marketer@example.com", name: "Maria Keller", role: "marketer", password } as const;
  const admin = { email: "admin@example.com", name: "Alex Morgan", role: "admin", password } as const;
  await createUser(actor, admin);
  const author = await createUser(actor, marketer);
  await pool().query("UPDATE campaign SET created_by_id = $1 WHERE created_by_id IS NULL", [author]);
}

const organisation = organisationSchema.parse({
  name: "Acme Yoga",
  support: "hello@acmeyoga.example",
  optOutLine: "Reply STOP to opt out",
  defaultCountry: "US",
  timeZone: "America/New_York",
});

/** Messages a second of the plan that the school had all year, whatever this installation's is. */
const pastRate = 30;

async function isEmpty(): Promise<boolean> {
  const { rows } = await pool().query("SELECT 1 FROM subscriber LIMIT 1");
  return rows.length === 0;
}

async function writeHistory(tx: Sql, now: Date): Promise<void> {
  const random = seededRandom(20_261_121);
  const people = makePeople(random, now);
  const leavers = makeLeavers(random, people, now);
  const tags = await writeTags(tx, people[0]?.createdAt ?? now);
  const members = await writePeople(tx, people, tags);
  const { SINCH_NUMBER: sender } = env();
  const history = makeHistory(random, {
    now,
    optOutLine: organisation.optOutLine,
    batchSize: batchSizeFor(pastRate),
    members,
    leavers,
  });
  const campaigns = await writeCampaigns(tx, history, { tags, sender, installation: await getInstallation(tx) });
  await writeDraft(tx, tags, new Date(now.getTime() - 40 * 60_000));
  await writeConsent(tx, { members, leavers, campaigns, sender, brand: organisation.name });
}
