import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../failure.ts";

/** Made once per installation of the embedded demo, and only for it: a real installation brings its own. */
export type Secrets = { nextAuthSecret: string; webhookSecret: string; demoPassword: string };

export async function loadSecrets(folder: string): Promise<Secrets> {
  const path = join(folder, "secrets.json");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Failure(`${path} cannot be read (${error.code}). Start as the user who made it.`);
  });
  if (text === undefined) return makeSecrets(folder, path);
  try {
    return JSON.parse(text) as Secrets;
  } catch {
    throw new Failure(`${path} is damaged. Remove it: new secrets are made, and everybody signs in again.`);
  }
}

async function makeSecrets(folder: string, path: string): Promise<Secrets> {
  const secrets = {
    nextAuthSecret: randomBytes(32).toString("base64url"),
    webhookSecret: randomBytes(32).toString("base64url"),
    demoPassword: typeablePassword(),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secrets;
}

/** 16 characters of an alphabet without look-alikes, in groups that can be read out: some 77 bits. */
export function typeablePassword(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456";
  const letters = Array.from(randomBytes(64))
    .filter((byte) => byte < alphabet.length * 9)
    .map((byte) => alphabet[byte % alphabet.length]);
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join("")).join("-");
}
