import { randomInt } from "node:crypto";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import type { Audience } from "@/lib/audience/schema";
import { timings } from "@/lib/sending/core/unclear";
import type { Engine } from "@/lib/sending/engine/engine";
import { type Simulator, type SimulatorOptions, startSimulator } from "@/lib/simulator";
import { createTransport, type SinchConfig, type Transport } from "@/lib/sinch";
import type { TestDatabase } from "./database.ts";
import { testEnvironment } from "./environment.ts";

/**
 * The product's sending half with nothing faked: a real database, the real callback listener on a free port, and the
 * simulator over HTTP. Tests drive the engine's functions themselves, so that each step ends when they say so.
 */
export type Rig = {
  simulator: Simulator;
  engine: Engine;
  /** Everything the simulator accepted: the ground truth. */
  accepted(clientReference?: string): Promise<AcceptedMessage[]>;
  control(path: string, body: unknown): Promise<Response>;
};

export type AcceptedMessage = {
  client_reference: string;
  recipient: string;
  body: string;
  status: string;
  /** Null while it waits at Sinch, and for ever when it was canceled in time. */
  dispatched_at: string | null;
};

type RigOptions = SimulatorOptions & { enginePerSecond?: number; api?: "sms" | "conversation" };

export async function startRig({
  enginePerSecond = 1_000_000,
  api = "sms",
  ...options
}: RigOptions = {}): Promise<Rig> {
  const { startListener } = await import("@/lib/webhooks/listener");
  const listener = await startListener(0, { hmacSecret: testEnvironment.SINCH_WEBHOOK_SECRET, pathKey: undefined });
  const callbacks = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/api/webhooks`;
  const simulator = await startSimulator({
    port: 0,
    messagesPerSecond: 1_000_000,
    delays: { minMs: 0, maxMs: 20 },
    timeScale: 0.01,
    webhookSecret: testEnvironment.SINCH_WEBHOOK_SECRET,
    inboundUrl: `${callbacks}/inbound`,
    conversationUrl: `${callbacks}/conversation`,
    ...options,
  });
  const transport = createTransport(configs(simulator.url)[api]);
  afterAll(async () => {
    const { closeClientBoss } = await import("@/lib/jobs/boss");
    await closeClientBoss();
    await transport.close();
    await simulator.close();
    listener.closeAllConnections();
    listener.close();
  });
  const callbackUrl = `${callbacks}/${api === "sms" ? "delivery-reports" : "conversation"}`;
  return {
    simulator,
    engine: engineOf(transport, enginePerSecond, callbackUrl),
    accepted: (reference) => readAccepted(simulator, reference),
    control: (path, body) =>
      fetch(`${simulator.url}/_sim/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  };
}

function engineOf(transport: Transport, messagesPerSecond: number, callbackUrl: string): Engine {
  return {
    transport,
    plan: { id: `plan-${randomInt(1e9)}`, messagesPerSecond, counts: "messages" },
    sender: "+12015550100",
    callbackUrl,
    installation: "test",
    hasQuietHours: false,
    now: () => new Date(),
    timings,
  };
}

function configs(baseUrl: string): Record<"sms" | "conversation", SinchConfig> {
  const shared = { baseUrl, timeoutMs: 5_000 };
  const accessKey = { keyId: "demo-key", keySecret: "demo-secret" };
  const app = { projectId: "demo-project", appId: "demo-app", accessKey, authUrl: baseUrl, messagesPerSecond: 5_000 };
  return {
    sms: { kind: "sms", ...shared, servicePlanId: "demo-plan", apiToken: "demo-token" },
    conversation: { kind: "conversation", ...shared, ...app },
  };
}

async function readAccepted(simulator: Simulator, reference?: string): Promise<AcceptedMessage[]> {
  const query = reference === undefined ? "" : `&client_reference=${encodeURIComponent(reference)}`;
  const response = await fetch(`${simulator.url}/_sim/messages?format=compact${query}`);
  const { columns, rows } = (await response.json()) as { columns: string[]; rows: unknown[][] };
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])) as AcceptedMessage);
}

/** Waits until `check` holds, looking often; fails with what was last seen. */
export async function eventually<T>(
  look: () => Promise<T>,
  check: (seen: T) => boolean,
  timeoutMs = 45_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (check(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A person as tests need them; returns the id. */
export async function addSubscribers(
  database: TestDatabase,
  people: { phone: string; firstName?: string; hasConsent?: boolean }[],
): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT phone, first_name, CASE WHEN consent THEN now() END, now()
       FROM unnest($1::text[], $2::text[], $3::bool[]) AS p (phone, first_name, consent)
     RETURNING id`,
    [
      people.map((person) => person.phone),
      people.map((person) => person.firstName ?? ""),
      people.map((person) => person.hasConsent ?? true),
    ],
  );
  return rows.map((row) => row.id);
}

/** A campaign as it is right after Send was pressed. */
export async function addLaunchedCampaign(
  database: TestDatabase,
  body: string,
  audience: Partial<Audience> = { everyone: true },
): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, status, launched_at, audience_ceiling_id, updated_at)
     SELECT 'Test', $1, $2, 'preparing', now(), coalesce(max(id), 0), now() FROM subscriber
     RETURNING id`,
    [body, JSON.stringify(audience)],
  );
  return rows[0]?.id ?? 0;
}

/** The ledger as its counters say, and as its rows say. They must never differ. */
export async function ledgers(database: TestDatabase, campaignId: number) {
  const counted = await database.query(
    `SELECT status, code, messages::int, parts::int FROM campaign_counter
      WHERE campaign_id = $1 AND (messages <> 0 OR parts <> 0) ORDER BY status, code`,
    [campaignId],
  );
  const grouped = await database.query(
    `SELECT status, code, count(*)::int AS messages, sum(parts)::int AS parts FROM message
      WHERE campaign_id = $1 GROUP BY status, code ORDER BY status, code`,
    [campaignId],
  );
  const exceptions = await database.query(
    `SELECT count(*)::int AS wrong FROM (
       SELECT status, seq FROM message WHERE campaign_id = $1 AND status IN (5, 31, 32, 33, 34, 35, 36, 40)
       EXCEPT SELECT status, seq FROM message_exception WHERE campaign_id = $1) AS missing`,
    [campaignId],
  );
  return { counted: counted.rows, grouped: grouped.rows, unlisted: exceptions.rows[0]?.wrong };
}
