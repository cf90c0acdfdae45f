import { describe, expect, test } from "vitest";
import { EnvironmentError, parseEnv } from "@/lib/env";

const secret = "0123456789-abcdefghijklmnopqrstuvwxyz";
const minimal = { DATABASE_URL: "postgres://user:password@db:5432/tidings", NEXTAUTH_SECRET: secret };
const real = {
  ...minimal,
  BASE_URL: "https://sms.example.com",
  SINCH_SERVICE_PLAN_ID: "plan",
  SINCH_API_TOKEN: "token",
  SINCH_NUMBER: "+12015550100",
  SINCH_WEBHOOK_SECRET: "webhook",
};

function problemsOf(source: Record<string, string | undefined>): string[] {
  try {
    parseEnv(source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

const without = (source: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(source).filter(([other]) => other !== name));

test("the least there must be, and what follows from it", () => {
  expect(parseEnv(minimal)).toMatchObject({
    PORT: 3000,
    BASE_URL: "http://127.0.0.1:3000",
    isSimulated: true,
    SINCH_BASE_URL: "http://127.0.0.1:4010",
  });
});

const app = {
  ...minimal,
  BASE_URL: "https://sms.example.com",
  SINCH_TRANSPORT: "conversation",
  SINCH_PROJECT_ID: "project",
  SINCH_KEY_ID: "key",
  SINCH_KEY_SECRET: "secret",
  SINCH_APP_ID: "app",
  SINCH_NUMBER: "+12015550100",
  SINCH_WEBHOOK_SECRET: "webhook",
};

describe("the Conversation API", () => {
  test("is chosen by its name, and called in the app's region", () => {
    expect(parseEnv({ ...app, SINCH_REGION: "br" })).toMatchObject({
      isSimulated: false,
      SINCH_BASE_URL: "https://br.conversation.api.sinch.com",
      callbackUrl: "https://sms.example.com/api/webhooks/conversation",
      sinch: { api: "conversation", account: "app" },
    });
  });

  test("without credentials is the simulator's", () => {
    expect(parseEnv({ ...minimal, SINCH_TRANSPORT: "conversation" })).toMatchObject({
      isSimulated: true,
      sinch: { api: "conversation", projectId: "demo-project", appId: "demo-app" },
    });
  });

  test.each(["SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET", "SINCH_APP_ID"])(
    "is refused without %s",
    (name) => {
      expect(problemsOf(without(app, name))).toEqual([expect.stringMatching(`^${name} is required`)]);
    },
  );

  test("is not in every region", () => {
    expect(problemsOf({ ...app, SINCH_REGION: "au" })).toEqual([
      expect.stringContaining("SINCH_REGION must be us or eu or br"),
    ]);
  });

  test("an app without its transport is refused, not taken for the SMS API", () => {
    const { SINCH_TRANSPORT: _, ...rest } = app;
    expect(problemsOf(rest)).toEqual([expect.stringMatching(/^SINCH_APP_ID .*SINCH_TRANSPORT=conversation/)]);
  });
});

describe("an access key on the SMS API", () => {
  const { SINCH_TRANSPORT: _, SINCH_APP_ID: __, ...key } = app;

  test("goes to the hosts that take it, in two regions", () => {
    expect(parseEnv(key)).toMatchObject({
      SINCH_BASE_URL: "https://zt.eu.sms.api.sinch.com",
      sinch: { api: "sms", account: "project" },
    });
    expect(problemsOf({ ...key, SINCH_REGION: "ca" })).toEqual([
      expect.stringContaining("SINCH_REGION must be us or eu"),
    ]);
  });

  test.each(["SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET"])("half of it is refused: %s", (name) => {
    expect(problemsOf(without(key, name))).toEqual([expect.stringMatching(`^${name} is missing`)]);
  });
});

test("with credentials Sinch is called, in the region's own host", () => {
  const env = parseEnv({ ...real, SINCH_REGION: "us" });
  expect(env).toMatchObject({ isSimulated: false, SINCH_BASE_URL: "https://us.sms.api.sinch.com" });
});

describe("each variable is named when it is wrong", () => {
  test.each([
    ["NODE_ENV", "staging"],
    ["DATABASE_URL", "mysql://db/tidings"],
    ["PORT", "eighty"],
    ["PORT", "0"],
    ["PORT", "65536"],
    ["INGEST_PORT", "70000"],
    ["BASE_URL", "sms.example.com"],
    ["BASE_URL", "ftp://sms.example.com"],
    ["NEXTAUTH_SECRET", "abcdefghijk"],
    ["NEXTAUTH_SECRET", "a".repeat(40)],
    ["SINCH_TRANSPORT", "pigeon"],
    ["SINCH_REGION", "mars"],
    ["SINCH_NUMBER", "+0123"],
    ["SINCH_NUMBER", "A name that is too long"],
    ["SINCH_BASE_URL", "localhost"],
    ["SINCH_WEBHOOK_KEY", "short"],
    ["SINCH_WEBHOOK_KEY", "with/slashes/and/more"],
    ["SINCH_MESSAGES_PER_SECOND", "0"],
    ["SINCH_MESSAGES_PER_SECOND", "fast"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s", (name, value) => {
    const problems = problemsOf({ ...minimal, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });

  test.each(["DATABASE_URL", "NEXTAUTH_SECRET"])("%s is missing", (name) => {
    expect(problemsOf(without(minimal, name))).toEqual([expect.stringMatching(new RegExp(`^${name} is required`))]);
  });
});

describe("half of a configuration", () => {
  test.each([
    ["SINCH_API_TOKEN", "SINCH_API_TOKEN"],
    ["SINCH_SERVICE_PLAN_ID", "SINCH_SERVICE_PLAN_ID"],
    ["SINCH_NUMBER", "SINCH_NUMBER"],
    ["BASE_URL", "BASE_URL"],
    ["SINCH_WEBHOOK_SECRET", "SINCH_WEBHOOK_KEY"],
  ])("without %s: names %s", (missing, named) => {
    expect(problemsOf(without(real, missing))).toEqual([expect.stringMatching(new RegExp(`^${named} is `))]);
  });
});

test("all problems are told at once, one per line", () => {
  const problems = problemsOf({ PORT: "x", LOG_LEVEL: "loud" });
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "DATABASE_URL",
    "LOG_LEVEL",
    "NEXTAUTH_SECRET",
    "PORT",
  ]);
  expect(new EnvironmentError(problems).message.split("\n")).toHaveLength(problems.length + 1);
});

test("no message repeats a secret", () => {
  const text = problemsOf({ DATABASE_URL: "mysql://u:hunter2@db/x", NEXTAUTH_SECRET: "hunter2" }).join("\n");
  expect(text).not.toContain("hunter2");
});

test("empty means unset", () => {
  const empty = { BASE_URL: "", INGEST_PORT: "", SINCH_NUMBER: "", SINCH_API_TOKEN: "", SINCH_WEBHOOK_KEY: "" };
  expect(problemsOf({ ...minimal, ...empty })).toEqual([]);
});
