import { vi } from "vitest";

/**
 * Runs before each file of those that share a process: modules of the product are read anew, and what the last file said about the
 * environment or kept for the process (a pool, a client) is gone. Only packages stay loaded, which is what takes the time.
 */
const held = globalThis as Record<string, unknown> & { environmentAtFirst?: NodeJS.ProcessEnv };

held.environmentAtFirst ??= { ...process.env };
for (const name of Object.keys(process.env)) if (!(name in held.environmentAtFirst)) delete process.env[name];
Object.assign(process.env, held.environmentAtFirst);
for (const name of Object.keys(held)) if (name.startsWith("tidings")) delete held[name];
vi.resetModules();
