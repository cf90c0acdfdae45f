import { z } from "zod";

/** The part of the environment that says how Sinch is reached. Read through lib/env.ts only. */

const optional = z.preprocess((value) => (value === "" ? undefined : value), z.string().trim().optional());

export const sinchVariables = {
  SINCH_TRANSPORT: z.enum(["sms", "conversation"], { error: "must be sms or conversation" }).default("sms"),
  SINCH_REGION: z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.enum(["us", "eu", "au", "br", "ca"], { error: "must be us, eu, au, br or ca" }).default("eu"),
  ),
  SINCH_SERVICE_PLAN_ID: optional,
  SINCH_API_TOKEN: optional,
  SINCH_PROJECT_ID: optional,
  SINCH_KEY_ID: optional,
  SINCH_KEY_SECRET: optional,
  SINCH_APP_ID: optional,
};

type Variables = z.output<z.ZodObject<typeof sinchVariables>>;
type Name = keyof typeof sinchVariables;

const planNames = ["SINCH_SERVICE_PLAN_ID", "SINCH_API_TOKEN"] as const;
const keyNames = ["SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET"] as const;
const appNames = [...keyNames, "SINCH_APP_ID"] as const;

/** Which regions each way of signing in knows (sinch-api A.1, E.1). */
const regionsOf = {
  token: ["us", "eu", "au", "br", "ca"],
  key: ["us", "eu"],
  app: ["us", "eu", "br"],
} as const;

/** What the transport is made of; without credentials, the simulator's own. */
export type SinchAccess = { /** What the rate belongs to; no secret. */ account: string } & (
  | { api: "sms"; servicePlanId: string; apiToken: string }
  | { api: "sms"; projectId: string; keyId: string; keySecret: string }
  | { api: "conversation"; projectId: string; appId: string; keyId: string; keySecret: string }
);

export const credentialNames: readonly Name[] = [...planNames, ...appNames];

export function hasNoCredentials(value: Variables): boolean {
  return credentialNames.every((name) => value[name] === undefined);
}

export function accessOf(value: Variables): SinchAccess {
  const {
    SINCH_PROJECT_ID: projectId = "demo-project",
    SINCH_KEY_ID: keyId = "demo-key",
    SINCH_KEY_SECRET: keySecret = "demo-secret",
    SINCH_APP_ID: appId = "demo-app",
    SINCH_SERVICE_PLAN_ID: servicePlanId = "demo-plan",
    SINCH_API_TOKEN: apiToken = "demo-token",
  } = value;
  if (value.SINCH_TRANSPORT === "conversation") {
    return { api: "conversation", account: appId, projectId, appId, keyId, keySecret };
  }
  const isKey = value.SINCH_SERVICE_PLAN_ID === undefined && value.SINCH_PROJECT_ID !== undefined;
  if (isKey) return { api: "sms", account: projectId, projectId, keyId, keySecret };
  return { api: "sms", account: servicePlanId, servicePlanId, apiToken };
}

export type SinchProblem = { name: Name; message: string };

/** Halves of credentials, credentials of the other API, and regions the chosen way does not know. */
export function sinchProblems(value: Variables): SinchProblem[] {
  if (hasNoCredentials(value)) return regionProblem(value, value.SINCH_TRANSPORT === "conversation" ? "app" : "token");
  if (value.SINCH_TRANSPORT === "conversation") {
    return [...missing(value, appNames, "is required by SINCH_TRANSPORT=conversation"), ...regionProblem(value, "app")];
  }
  const planHalves = missing(value, planNames, "is missing, while its counterpart is set");
  if (planHalves.length < planNames.length) return [...planHalves, ...regionProblem(value, "token")];
  if (value.SINCH_APP_ID !== undefined) {
    return [{ name: "SINCH_APP_ID", message: "belongs to the Conversation API: set SINCH_TRANSPORT=conversation too" }];
  }
  return [...missing(value, keyNames, "is missing, while its counterparts are set"), ...regionProblem(value, "key")];
}

function missing(value: Variables, names: readonly Name[], message: string): SinchProblem[] {
  return names.filter((name) => value[name] === undefined).map((name) => ({ name, message }));
}

function regionProblem(value: Variables, way: keyof typeof regionsOf): SinchProblem[] {
  const regions: readonly string[] = regionsOf[way];
  if (regions.includes(value.SINCH_REGION)) return [];
  const api = { token: "this way", key: "project keys on the SMS API", app: "the Conversation API" }[way];
  return [{ name: "SINCH_REGION", message: `must be ${regions.join(" or ")} for ${api}` }];
}

/** Sinch's own host, for messages and for a base address that was not overridden. */
export function sinchHost(value: Variables): string {
  const access = accessOf(value);
  if (access.api === "conversation") return `https://${value.SINCH_REGION}.conversation.api.sinch.com`;
  return `https://${"projectId" in access ? "zt." : ""}${value.SINCH_REGION}.sms.api.sinch.com`;
}
