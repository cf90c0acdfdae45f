import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { nextProgram } from "../../../scripts/run/build.ts";
import { freePort } from "../../../scripts/run/ports.ts";
import type { Supervisor } from "../../../scripts/run/supervisor.ts";
import { testEnvironment } from "../environment.ts";
import { account } from "./data.ts";

/** The built product's web process before one database, and a person who is signed in. */
export type Web = {
  get(path: string, cookie?: string): Promise<Answer>;
  /** Bytes on the wire, as browsers ask for them. */
  compressedBytes(path: string, cookie?: string): Promise<number>;
};

export type Answer = { status: number; body: string; bytes: number; firstByteMs: number; wholeMs: number };

export async function startWeb(supervisor: Supervisor, name: string, url: string, distFolder: string): Promise<Web> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = {
    ...{
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...testEnvironment,
      DATABASE_URL: url,
      NODE_ENV: "production",
    },
    ...{
      PORT: String(port),
      BASE_URL: base,
      NEXTAUTH_URL: base,
      NEXT_DIST_DIR: distFolder,
      NEXT_TELEMETRY_DISABLED: "1",
    },
    ...{ SINCH_BASE_URL: "http://127.0.0.1:9", LOG_LEVEL: "error" },
  } as NodeJS.ProcessEnv;
  await supervisor.start({ name, args: [nextProgram, "start", "--port", String(port)], env });
  await Promise.race([untilHealthy(base), supervisor.failure]);
  const session = await signIn(base);
  const cookies = (more: string | undefined) => (more ? `${session}; ${more}` : session);
  return {
    get: (path, cookie) => timedGet(`${base}${path}`, cookies(cookie)),
    compressedBytes: (path, cookie) => compressedBytes(`${base}${path}`, cookies(cookie)),
  };
}

async function untilHealthy(base: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await fetch(`${base}/healthz`).catch(() => null))?.ok) {
    if (Date.now() > deadline) throw new Error("The web process does not answer.");
    await delay(100);
  }
}

/** As the form does it: the token first, then the pair. Returns what the browser would send from then on. */
async function signIn(base: string): Promise<string> {
  const token = await fetch(`${base}/api/auth/csrf`);
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  const answer = await fetch(`${base}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookiesOf(token), origin: base },
    body: new URLSearchParams({ ...account, csrfToken, json: "true" }),
  });
  if (answer.status >= 400) throw new Error(`Signing in was answered with ${answer.status}: ${await answer.text()}`);
  return cookiesOf(answer);
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** Not by fetch, which says nothing of the first byte. */
function timedGet(address: string, cookie: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const sent = request(address, { headers: { cookie, accept: "text/html" } }, (response) => {
      const chunks: Buffer[] = [];
      let firstByteMs = 0;
      response.on("data", (chunk: Buffer) => {
        firstByteMs ||= performance.now() - start;
        chunks.push(chunk);
      });
      response.once("error", reject).once("end", () => {
        const wholeMs = performance.now() - start;
        const body = Buffer.concat(chunks);
        const { statusCode: status = 0 } = response;
        resolve({ status, body: body.toString(), bytes: body.length, firstByteMs, wholeMs });
      });
    });
    sent.once("error", reject).end();
  });
}

function compressedBytes(address: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: "text/html", "accept-encoding": "gzip" };
    request(address, { headers }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response
        .pipe(createGunzip())
        .resume()
        .once("error", reject)
        .once("end", () => resolve(bytes));
    })
      .once("error", reject)
      .end();
  });
}
