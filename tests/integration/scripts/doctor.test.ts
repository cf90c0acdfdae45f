import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { root } from "../../../scripts/run/environment.ts";
import { createTestDatabase } from "../../support/database.ts";
import { testEnvironment } from "../../support/environment.ts";
import { startRig } from "../../support/rig.ts";

/** The command as a person runs it, on a database of its own. */

const database = await createTestDatabase();
const rig = await startRig();
const whole = { ...testEnvironment, SINCH_BASE_URL: rig.simulator.url };

function doctor(
  args: string[],
  variables: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: database.url, ...variables };
  const script = `${root}scripts/doctor.ts`;
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", script, ...args], {
    cwd: root,
    env: { NODE_ENV: "production", ...env },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

type ControlRow = { stopped_at: Date | null; reason: string; fence: string };

async function control(): Promise<Partial<ControlRow>> {
  return (await database.query<ControlRow>("SELECT * FROM sending_control")).rows[0] ?? {};
}

test("stops and allows sending with nothing but the database: no web, no worker, not even a valid environment", async () => {
  const broken = { NEXTAUTH_SECRET: "short", SINCH_REGION: "nowhere" };
  const stopped = await doctor(["stop", "wrong", "link"], broken);
  expect(stopped).toMatchObject({ code: 0, said: expect.stringContaining("All sending is stopped.") });
  expect(await control()).toMatchObject({ stopped_by: expect.stringContaining("command line"), reason: "wrong link" });
  expect((await doctor(["stop", "me too"], broken)).said).toContain("and was before");
  expect((await control()).reason).toBe("wrong link");
  expect(await doctor(["go"], broken)).toMatchObject({ code: 0, said: expect.stringContaining("allowed again") });
  expect((await control()).stopped_at).toBeNull();
  expect((await doctor(["go"], broken)).said).toContain("was not stopped");
}, 60_000);

test("confirms a restored copy, and until then going on is not enough", async () => {
  await database.query("UPDATE sending_control SET fence = '1/2/3/00000001', locked_at = now(), stopped_at = now()");
  const { rows } = await database.query<{ id: number }>(
    "INSERT INTO campaign (name, status) VALUES ('Under way', 'sending') RETURNING id",
  );
  expect(await doctor(["go"])).toMatchObject({ code: 1, said: expect.stringContaining("locked") });
  expect(await doctor(["confirm-copy"])).toMatchObject({ code: 0, said: expect.stringContaining("made: 1.") });
  expect(await control()).toMatchObject({ locked_at: null, stopped_at: null });
  expect((await control()).fence).not.toBe("1/2/3/00000001");
  const campaign = await database.query("SELECT status FROM campaign WHERE id = $1", [rows[0]?.id]);
  expect(campaign.rows).toEqual([{ status: "paused" }]);
  expect((await doctor(["confirm-copy"])).said).toContain("nothing to confirm");
}, 60_000);

test("examines everything, and its exit code says whether something is wrong", async () => {
  const sick = await doctor([], whole);
  expect(sick).toMatchObject({ code: 1, said: expect.stringMatching(/WRONG +Workers/) });
  expect(sick.said).toMatch(/Wrong: 1$/m);
  await database.query("INSERT INTO worker (id) VALUES ('alive')");
  const well = await doctor([], whole);
  expect(well).toMatchObject({ code: 0, said: expect.stringContaining("Nothing is wrong.") });
  for (const name of ["Environment", "Database", "Migrations", "Job queue", "Clock", "Sinch", "Callbacks", "Disk"]) {
    expect(well.said).toMatch(new RegExp(`^  (ok|look) +${name}`, "m"));
  }
  expect(well.said).toMatch(/Sinch answered in \d+ ms/);
}, 60_000);

test("names what is wrong: callbacks that nobody applies, a lock; a stop is a wish and no fault", async () => {
  await database.query("UPDATE worker SET seen_at = now()");
  await database.query("UPDATE sending_control SET stopped_at = now(), stopped_by = 'Ada', reason = 'the price'");
  const stopped = await doctor([], whole);
  expect(stopped).toMatchObject({
    code: 0,
    said: expect.stringMatching(/look +Sending +stopped by Ada .* \(the price\)/),
  });
  await database.query("INSERT INTO webhook_event (body, received_at) VALUES ('{}', now() - interval '5 minutes')");
  await database.query("UPDATE sending_control SET locked_at = now()");
  const sick = await doctor([], whole);
  expect(sick.code).toBe(1);
  expect(sick.said).toMatch(/WRONG +Callbacks +1 waits to be applied, the oldest for 5 min/);
  expect(sick.said).toMatch(/WRONG +Sending +locked at/);
}, 60_000);

test("a database that is away and a variable that is wrong are one plain line each", async () => {
  const away = await doctor([], { ...whole, DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
  expect(away).toMatchObject({ code: 1, said: expect.stringMatching(/WRONG +Database +The database at 127.0.0.1:1/) });
  expect(away.said).not.toContain("    at ");
  const wrong = await doctor([], { ...whole, SINCH_REGION: "nowhere" });
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining("SINCH_REGION") });
  expect(await doctor(["dance"])).toMatchObject({ code: 1, said: expect.stringContaining("stop [reason]") });
}, 60_000);
