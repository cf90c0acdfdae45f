import { z } from "zod";
import { accessOf, hasNoCredentials, sinchHost, sinchProblems, sinchVariables } from "./env-sinch";
import { parseFault } from "./fault-points";

/** The only file that reads the environment. Every problem is reported by the name of its variable. */

const optionalText = z.preprocess((value) => (value === "" ? undefined : value), z.string().trim().optional());
const port = z.coerce.number().int().min(1).max(65535);

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    DATABASE_URL: z
      .string({ error: "is required, for example postgres://user:password@host:5432/tidings" })
      .regex(/^postgres(ql)?:\/\//, "must start with postgres://"),
    PORT: port.default(3000),
    INGEST_PORT: z.preprocess((value) => (value === "" ? undefined : value), port.optional()),
    BASE_URL: z.preprocess(
      (value) => (value === "" ? undefined : value),
      z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional(),
    ),
    NEXTAUTH_SECRET: z
      .string({ error: "is required: 32 or more random characters, for example from `openssl rand -base64 32`" })
      .min(32, "must have at least 32 characters")
      .refine((secret) => new Set(secret).size >= 8, "is too easy to guess"),
    ...sinchVariables,
    SINCH_NUMBER: z
      .preprocess((value) => (value === "" ? undefined : value), z.string().optional())
      .refine(
        (sender) => sender === undefined || /^\+?[1-9]\d{2,14}$/.test(sender) || /^[A-Za-z0-9 ]{1,11}$/.test(sender),
        "must be a number in E.164 form or at most 11 letters and digits",
      ),
    SINCH_BASE_URL: z.preprocess(
      (value) => (value === "" ? undefined : value),
      z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional(),
    ),
    SINCH_WEBHOOK_SECRET: optionalText,
    SINCH_WEBHOOK_KEY: optionalText.refine(
      (key) => key === undefined || /^[A-Za-z0-9_-]{16,128}$/.test(key),
      "must be 16 to 128 letters, digits, - or _",
    ),
    SINCH_MESSAGES_PER_SECOND: z.coerce.number().positive().max(100_000).default(30),
    ENCRYPTION_KEY: optionalText,
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    UNCLEAR_SPEED: z.coerce.number().min(1).max(1_000).default(1),
    FAULT: optionalText.refine((text) => text === undefined || parseFault(text) !== null, "names no fault point"),
  })
  .superRefine((value, context) => {
    for (const { name, message } of sinchProblems(value)) context.addIssue({ code: "custom", path: [name], message });
    const isReal = !hasNoCredentials(value);
    if (isReal && !value.SINCH_WEBHOOK_SECRET && !value.SINCH_WEBHOOK_KEY) {
      context.addIssue({
        code: "custom",
        path: ["SINCH_WEBHOOK_KEY"],
        message: "is required with real credentials (or SINCH_WEBHOOK_SECRET): callbacks must be authenticated",
      });
    }
    if (isReal && value.FAULT) {
      context.addIssue({ code: "custom", path: ["FAULT"], message: "is for rehearsals: not with real credentials" });
    }
    if (isReal && value.UNCLEAR_SPEED !== 1) {
      context.addIssue({
        code: "custom",
        path: ["UNCLEAR_SPEED"],
        message: "is for rehearsals: not with real credentials",
      });
    }
    if (isReal && !value.SINCH_NUMBER) {
      context.addIssue({ code: "custom", path: ["SINCH_NUMBER"], message: "is required with real credentials" });
    }
    if (isReal && !value.BASE_URL) {
      context.addIssue({
        code: "custom",
        path: ["BASE_URL"],
        message: "is required with real credentials: Sinch calls this public address",
      });
    }
  })
  .transform((value) => ({
    ...value,
    BASE_URL: baseUrlOf(value),
    /** Where Sinch reports deliveries; its last segment may be the secret key. */
    callbackUrl: callbackUrlOf(value),
    /** Without credentials everything goes to the simulator. */
    isSimulated: hasNoCredentials(value),
    sinch: accessOf(value),
    SINCH_NUMBER: value.SINCH_NUMBER ?? "+12015550100",
    /** Whether SINCH_BASE_URL stands in for Sinch's own hosts, the one that gives out tokens included. */
    hasOwnSinch: value.SINCH_BASE_URL !== undefined || hasNoCredentials(value),
    SINCH_BASE_URL: value.SINCH_BASE_URL ?? (hasNoCredentials(value) ? "http://127.0.0.1:4010" : sinchHost(value)),
  }));

export type Env = z.output<typeof schema>;

type Address = { BASE_URL?: string | undefined; PORT: number };

function baseUrlOf({ BASE_URL, PORT }: Address): string {
  return (BASE_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/+$/, "");
}

function callbackUrlOf(value: Address & { SINCH_TRANSPORT: string; SINCH_WEBHOOK_KEY?: string | undefined }): string {
  const door = value.SINCH_TRANSPORT === "conversation" ? "conversation" : "delivery-reports";
  return [baseUrlOf(value), "api/webhooks", door, value.SINCH_WEBHOOK_KEY].filter(Boolean).join("/");
}

/** One line per wrong variable, each beginning with its name. */
export class EnvironmentError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The environment is not valid:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "EnvironmentError";
    this.problems = problems;
  }
}

export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`));
}

let parsed: Env | undefined;

/** Read once per process, on first use: `next build` runs without an environment. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
