import { beforeAll, describe, expect, it } from "vitest";
import { audienceSchema } from "@/lib/audience/schema";
import { parsePhone } from "@/lib/compliance/phone";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

/** The demo must be what the engine would have left behind: pages and workers read it as they read everything else. */
const now = new Date("2026-11-21T09:30:00Z");
const password = "a-demo-password-for-tests";
const database: TestDatabase = await createTestDatabase();

async function one<Row extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row> {
  const { rows } = await database.query<Row>(sql, values);
  if (!rows[0]) throw new Error("no row");
  return rows[0];
}

async function countOf(sql: string): Promise<number> {
  return Number((await one<{ n: string }>(`SELECT count(*) AS n FROM (${sql}) AS wrong`)).n);
}

let tookMs = 0;

beforeAll(async () => {
  const { seed } = await import("@/prisma/seed");
  const startedAt = performance.now();
  await seed({ password, now });
  tookMs = performance.now() - startedAt;
});

describe("the demo's history", () => {
  it("is there in a moment", () => expect(tookMs).toBeLessThan(5_000));

  it("balances for every campaign: counters, exceptions and audiences equal the messages", async () => {
    expect(await countOf("SELECT 1 FROM campaign WHERE status = 'sent'")).toBeGreaterThanOrEqual(40);
    expect(
      await countOf(`
        (SELECT campaign_id, status, code, messages, parts FROM campaign_counter
         EXCEPT SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY 1, 2, 3)
        UNION ALL
        (SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY 1, 2, 3
         EXCEPT SELECT campaign_id, status, code, messages, parts FROM campaign_counter)`),
    ).toBe(0);
    expect(
      await countOf(`
        (SELECT campaign_id, status, seq FROM message_exception
         EXCEPT SELECT campaign_id, status, seq FROM message WHERE status IN (5, 31, 32, 33, 34, 35, 36, 40))
        UNION ALL
        (SELECT campaign_id, status, seq FROM message WHERE status IN (5, 31, 32, 33, 34, 35, 36, 40)
         EXCEPT SELECT campaign_id, status, seq FROM message_exception)`),
    ).toBe(0);
    expect(
      await countOf(`
        SELECT c.id FROM campaign c
          LEFT JOIN LATERAL (SELECT count(*) AS people, min(seq) AS first, max(seq) AS last, max(subscriber_id) AS through,
                                    max(m.updated_at) AS latest
                               FROM message m WHERE m.campaign_id = c.id) AS m ON true
         WHERE c.status <> 'draft'
           AND (c.audience_count, c.next_seq - 1, 1, c.expanded_through_id) IS DISTINCT FROM
               (m.people::int, m.last, m.first, m.through)
            OR m.latest > $$${now.toISOString()}$$ OR c.audience_ceiling_id < m.through`),
    ).toBe(0);
  });

  it("has batches and attempts that cover every message once", async () => {
    expect(
      await countOf(`
        SELECT m.campaign_id, m.seq FROM message m
          LEFT JOIN batch b ON b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
         GROUP BY 1, 2 HAVING count(b.id) <> 1`),
    ).toBe(0);
    expect(
      await countOf(`
        SELECT b.id FROM batch b
          JOIN message m ON m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
          LEFT JOIN batch_attempt a ON a.batch_id = b.id AND a.outcome = 'accepted'
         GROUP BY b.id, a.recipients
        HAVING b.recipients <> count(*) FILTER (WHERE m.status <> 40)
            OR b.state = 'accepted' AND (a.recipients IS DISTINCT FROM b.recipients OR bool_or(m.status = 35))
            OR b.state <> 'accepted' AND (a.recipients IS NOT NULL OR bool_or(m.status NOT IN (35, 40)))`),
    ).toBe(0);
  });

  it("leaves nothing for a worker to do", async () => {
    expect(await countOf("SELECT 1 FROM message WHERE status < 30")).toBe(0);
    expect(await countOf("SELECT 1 FROM direct_message WHERE status < 30")).toBe(0);
    expect(await countOf("SELECT 1 FROM batch WHERE state NOT IN ('accepted', 'canceled', 'empty')")).toBe(0);
    expect(await countOf("SELECT 1 FROM batch WHERE lease_until IS NOT NULL")).toBe(0);
    expect(await countOf("SELECT 1 FROM campaign WHERE status NOT IN ('sent', 'canceled', 'draft')")).toBe(0);
    expect(await countOf("SELECT 1 FROM webhook_event WHERE applied_at IS NULL")).toBe(0);
    expect(await countOf("SELECT 1 FROM pgboss.job WHERE state < 'completed'")).toBe(0);
  });

  it("texted nobody who had opted out or never agreed", async () => {
    expect(
      await countOf(`
        SELECT 1 FROM message m JOIN campaign c ON c.id = m.campaign_id JOIN suppression s ON s.phone = m.phone
         WHERE s.created_at < c.launched_at AND (m.status, m.code) <> (40, 1)`),
    ).toBe(0);
    expect(
      await countOf(`
        SELECT 1 FROM message m JOIN subscriber s ON s.id = m.subscriber_id
         WHERE s.consented_at IS NULL AND (m.status, m.code) <> (40, 2)`),
    ).toBe(0);
  });

  it("draws charts that add up to the messages, growing over the last 60 days", async () => {
    const counted = await database.query(
      "SELECT metric, sum(total)::int AS total FROM activity_counter GROUP BY 1 ORDER BY 1",
    );
    const actual = await one<{ accepted: number; delivered: number; failed: number; left: number }>(`
      SELECT count(*) FILTER (WHERE status IN (30, 31, 32, 33, 34, 36))::int AS accepted,
             count(*) FILTER (WHERE status = 30)::int AS delivered,
             count(*) FILTER (WHERE status BETWEEN 31 AND 34)::int AS failed,
             (SELECT count(*)::int FROM consent_event WHERE kind = 'revoked') AS left
        FROM message`);
    expect(counted.rows).toEqual([
      { metric: "accepted", total: actual.accepted },
      { metric: "delivered", total: actual.delivered },
      { metric: "failed", total: actual.failed },
      { metric: "opted_out", total: actual.left },
    ]);
    const months = await one<{ last: number; before: number; early: number }>(
      `SELECT sum(total) FILTER (WHERE starts_at > $1::timestamptz - interval '30 days')::int AS last,
              sum(total) FILTER (WHERE starts_at BETWEEN $1::timestamptz - interval '60 days' AND $1::timestamptz - interval '30 days')::int AS before,
              sum(total) FILTER (WHERE starts_at BETWEEN $1::timestamptz - interval '330 days' AND $1::timestamptz - interval '300 days')::int AS early
         FROM activity_counter WHERE metric = 'accepted'`,
      [now],
    );
    expect(months.last).toBeGreaterThan(months.before);
    expect(months.before).toBeGreaterThan(months.early * 2);
  });
});

describe("the demo's people", () => {
  it("have numbers that are safe and that we could text", async () => {
    const { rows } = await database.query<{ phone: string; country: string }>("SELECT phone, country FROM subscriber");
    expect(rows).toHaveLength(420);
    for (const { phone, country } of rows) {
      expect(parsePhone(phone, null)).toEqual({ ok: true, phone, country });
      expect(phone).toMatch(/^(\+1\d{3}55501\d\d|\+4917139200\d\d|\+49176040690\d\d)$/);
    }
  });

  it("have evidence for what they agreed to and for when they left", async () => {
    expect(
      await countOf(`
        SELECT 1 FROM subscriber s WHERE (consented_at IS NOT NULL) <>
               EXISTS (SELECT 1 FROM consent_event e WHERE e.phone = s.phone AND e.kind = 'granted'
                          AND e.occurred_at = s.consented_at AND e.wording <> '')`),
    ).toBe(0);
    const { left } = await one<{ left: number }>("SELECT count(*)::int AS left FROM suppression");
    expect(left).toBeGreaterThanOrEqual(15);
    expect(left).toBeLessThanOrEqual(30);
    // Whoever is suppressed said so last; nobody else did.
    expect(
      await countOf(`
        (SELECT phone FROM suppression) EXCEPT
        (SELECT phone FROM (SELECT DISTINCT ON (phone) phone, kind FROM consent_event ORDER BY phone, id DESC) AS l
          WHERE kind = 'revoked')`),
    ).toBe(0);
    expect(
      await countOf(`
        (SELECT phone FROM (SELECT DISTINCT ON (phone) phone, kind FROM consent_event ORDER BY phone, id DESC) AS l
          WHERE kind = 'revoked') EXCEPT (SELECT phone FROM suppression)`),
    ).toBe(0);
    expect(
      await countOf(`
        SELECT 1 FROM campaign_reply r WHERE r.opt_outs <> (SELECT count(*) FROM consent_event e
          WHERE e.campaign_id = r.campaign_id AND e.kind = 'revoked')`),
    ).toBe(0);
  });

  it("are counted by the triggers", async () => {
    expect(
      await countOf(`
        SELECT 1 FROM tag t WHERE subscriber_count = 0 OR subscriber_count <>
               (SELECT count(*) FROM subscriber_tag s WHERE s.tag_id = t.id)`),
    ).toBe(0);
    const { rows } = await database.query("SELECT name, total FROM table_counter ORDER BY name");
    expect(rows).toEqual([
      { name: "campaign", total: await countOf("SELECT 1 FROM campaign") },
      { name: "subscriber", total: 420 },
      { name: "suppression", total: await countOf("SELECT 1 FROM suppression") },
    ]);
  });
});

describe("the demo", () => {
  it("has two people who can sign in and a draft that can be sent", async () => {
    const { isPassword } = await import("@/lib/auth/password");
    const { rows } = await database.query<{ email: string; role: string; hash: string }>(
      `SELECT email, role, password_hash AS hash FROM "user" WHERE email LIKE '%@example.com' ORDER BY email`,
    );
    expect(rows.map(({ email, role }) => [email, role])).toEqual([
      ["admin@example.com", "admin"],
      ["marketer@example.com", "marketer"],
    ]);
    for (const { hash } of rows) expect(await isPassword(hash, password)).toBe(true);

    const { countAudience } = await import("@/lib/audience/members");
    const draft = await one<{ audience: unknown }>("SELECT audience FROM campaign WHERE status = 'draft'");
    expect((await countAudience(audienceSchema.parse(draft.audience))).eligible).toBeGreaterThan(100);
  });

  it("keeps a history that a crash left without users", async () => {
    await database.query("UPDATE campaign SET created_by_id = NULL; UPDATE import SET created_by_id = NULL");
    await database.query("UPDATE suppression SET created_by_id = NULL; UPDATE direct_message SET created_by_id = NULL");
    await database.query('DELETE FROM "user"');
    const { seed } = await import("@/prisma/seed");
    await seed({ password, now });
    expect(await countOf("SELECT 1 FROM subscriber")).toBe(420);
    expect(await countOf('SELECT 1 FROM "user"')).toBe(2);
  });
});

describe("the story behind it", () => {
  const tell = async (at: Date) => {
    const { makePeople } = await import("@/prisma/seed/people");
    const { makeLeavers } = await import("@/prisma/seed/leavers");
    const { makeHistory } = await import("@/prisma/seed/history");
    const { seededRandom } = await import("@/prisma/seed/random");
    const random = seededRandom(7);
    const members = makePeople(random, at).map((person, index) => ({ ...person, id: index + 1 }));
    const leavers = makeLeavers(random, members, at);
    return makeHistory(random, { now: at, optOutLine: "Reply STOP to opt out", batchSize: 30, members, leavers });
  };

  it("is the same every time", async () => expect(await tell(now)).toEqual(await tell(now)));

  it.each(["2026-11-21T00:00:30Z", "2027-03-01T23:59:59Z", "2028-02-29T12:00:00Z"])(
    "never tells of the future, seen from %s",
    async (instant) => {
      const at = new Date(instant);
      const campaigns = await tell(at);
      const instants = campaigns.flatMap(({ launchedAt, finishedAt, messages, reactions }) => [
        launchedAt,
        finishedAt,
        ...messages.map(({ updatedAt }) => updatedAt),
        ...reactions.map((reaction) => reaction.at),
      ]);
      expect(Math.max(...instants.map(Number))).toBeLessThan(at.getTime());
      expect(Math.min(...campaigns.map(({ messages }) => messages.length))).toBeGreaterThan(0);
    },
  );
});
