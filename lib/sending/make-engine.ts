import "server-only";
import { env } from "../env";
import { getInstallation, getOrganisation } from "../settings/queries";
import { createTransport } from "../sinch";
import type { Engine } from "./engine";
import { sendTimeoutMs } from "./rules";

/** The engine as configured. Settings that a person may change are read anew for each job, see `withSettings`. */
export async function makeEngine(): Promise<Engine> {
  const config = env();
  return {
    transport: createTransport({
      kind: "sms",
      baseUrl: config.SINCH_BASE_URL,
      servicePlanId: config.SINCH_SERVICE_PLAN_ID,
      apiToken: config.SINCH_API_TOKEN,
      timeoutMs: sendTimeoutMs,
    }),
    plan: { id: config.SINCH_SERVICE_PLAN_ID, messagesPerSecond: config.SINCH_MESSAGES_PER_SECOND },
    sender: config.SINCH_NUMBER,
    callbackUrl: callbackUrl(config.BASE_URL, config.SINCH_WEBHOOK_KEY),
    installation: await getInstallation(),
    optOutLine: "",
  };
}

export async function withSettings(engine: Engine): Promise<Engine> {
  return { ...engine, optOutLine: (await getOrganisation()).optOutLine };
}

function callbackUrl(baseUrl: string, key: string | undefined): string {
  return [`${baseUrl}/api/webhooks/delivery-reports`, ...(key === undefined ? [] : [key])].join("/");
}
