import { expect, test } from "vitest";
import { requestConnectionCheck } from "@/lib/connection/commands";
import { getConnectionDetail } from "@/lib/connection/queries";
import { listEventsOf } from "@/lib/events/read";
import { checkConnection } from "@/lib/sending/engine/check-connection";
import { registerCallbacks } from "@/lib/sending/engine/register-callbacks";
import { createTransport } from "@/lib/sinch";
import { createTestDatabase } from "../../support/database.ts";
import { startRig } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

process.env.SINCH_TRANSPORT = "conversation";
const database = await createTestDatabase();
const rig = await startRig();
process.env.SINCH_BASE_URL = rig.simulator.url;
const never = new AbortController().signal;
const viewer = viewerAs("admin", 7, "Ada Admin");

async function checkedWith(apiToken: string, baseUrl = rig.simulator.url) {
  const transport = createTransport({ kind: "sms", baseUrl, servicePlanId: "demo-plan", apiToken, timeoutMs: 2_000 });
  await checkConnection({ ...rig.engine, transport }, never);
  await transport.close();
  return (await getConnectionDetail(viewer)).check?.result;
}

test("the question becomes a job, since the worker is the one that reaches Sinch", async () => {
  await requestConnectionCheck(viewer);
  const { rows } = await database.query("SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'connection.check'");
  expect(rows).toEqual([{ jobs: 1 }]);
  expect(await listEventsOf("connection", "sinch")).toMatchObject([
    { kind: "check_requested", actor: { kind: "person", id: 7, name: "Ada Admin" } },
  ]);
});

test("the answer is kept for the page: connected, refused with causes, unreachable", async () => {
  expect(await checkedWith("demo-token")).toMatchObject({ kind: "connected" });
  const refused = await checkedWith("wrong");
  expect(refused).toMatchObject({ kind: "refused", httpStatus: 401 });
  expect(refused?.kind === "refused" && refused.likelyCauses).toContain("wrong_credentials");
  expect(await checkedWith("demo-token", "http://127.0.0.1:9")).toMatchObject({ kind: "unreachable" });
});

test("the page never shows a secret", async () => {
  const shown = JSON.stringify(await getConnectionDetail(viewer));
  expect(shown).not.toContain("demo-secret");
  expect(shown).not.toContain(process.env.SINCH_WEBHOOK_SECRET);
});

test("our address is registered with the app once, however often and by however many workers", async () => {
  const client = createTransport({
    kind: "conversation",
    baseUrl: rig.simulator.url,
    authUrl: rig.simulator.url,
    projectId: "demo-project",
    appId: "demo-app",
    accessKey: { keyId: "demo-key", keySecret: "demo-secret" },
  });
  await registerCallbacks(never);
  await registerCallbacks(never);
  const listed = await client.client.webhooks.list();
  await client.close();
  const targets = listed.ok ? listed.value.webhooks.map((webhook) => webhook.target) : [];
  expect(targets.filter((target) => target.endsWith(":3000/api/webhooks/conversation"))).toHaveLength(1);
});
