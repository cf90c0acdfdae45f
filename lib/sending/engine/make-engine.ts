import "server-only";
import { type Env, env } from "../../env";
import { getInstallation, getSendingSettings } from "../../settings/queries";
import { createTransport, type SinchConfig } from "../../sinch";
import { timingsAt } from "../core/unclear";
import { databaseClock } from "../rate/pace";
import { sendTimeoutMs } from "../rules";
import type { Engine } from "./engine";

/** The engine as configured. Settings that a person may change are read anew for each job, see `withSettings`. */
export async function makeEngine(): Promise<Engine> {
  const config = env();
  return {
    transport: createTransport(sinchConfig(config)),
    plan: { id: config.sinch.account, messagesPerSecond: config.SINCH_MESSAGES_PER_SECOND, counts: "messages" },
    sender: config.SINCH_NUMBER,
    callbackUrl: config.callbackUrl,
    installation: await getInstallation(),
    hasQuietHours: true,
    now: () => databaseClock.now(),
    timings: timingsAt(config.UNCLEAR_SPEED),
  };
}

export async function withSettings(engine: Engine): Promise<Engine> {
  const { hasQuietHours, rateCounts } = await getSendingSettings();
  return { ...engine, hasQuietHours, plan: { ...engine.plan, counts: rateCounts } };
}

export function sinchConfig(config: Env): SinchConfig {
  const { sinch, SINCH_BASE_URL: baseUrl } = config;
  const shared = { baseUrl, timeoutMs: sendTimeoutMs };
  if ("apiToken" in sinch) {
    return { kind: "sms", ...shared, servicePlanId: sinch.servicePlanId, apiToken: sinch.apiToken };
  }
  const { projectId, keyId, keySecret } = sinch;
  const key = { projectId, accessKey: { keyId, keySecret }, ...(config.hasOwnSinch ? { authUrl: baseUrl } : {}) };
  if (sinch.api === "sms") return { kind: "sms", ...shared, ...key };
  // The plan's limiter paces the batches; within one the transport keeps to the same rate.
  const messagesPerSecond = config.SINCH_MESSAGES_PER_SECOND;
  return { kind: "conversation", ...shared, ...key, appId: sinch.appId, messagesPerSecond };
}
