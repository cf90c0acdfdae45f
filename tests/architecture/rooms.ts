/** The table of docs/architecture.md as code: which room a file lives in, and which rooms it may import from. */

/** Kernel: imports nothing but kernel. */
const kernelFiles = [
  "clock",
  "env",
  "env-sinch",
  "errors",
  "fault-points",
  "faults",
  "format",
  "integer",
  "log",
  "paging",
  "result",
];

/** Nouns: a folder each under lib, all with the same drawers. */
export const features = [
  "audience",
  "campaigns",
  "connection",
  "consent",
  "control",
  "health",
  "imports",
  "inbox",
  "live",
  "messages",
  "reports",
  "segments",
  "settings",
  "subscribers",
  "tags",
  "team",
];

export type Room =
  | "app"
  | "auth"
  | "base"
  | "components"
  | "db"
  | "enqueue"
  | "feature"
  | "inbox"
  | "jobs"
  | "kernel"
  | "password"
  | "pure"
  | "sending"
  | "shared"
  | "simulator"
  | "sinch"
  | "tooling"
  | "webhook-routes"
  | "webhooks"
  | "worker";

export type Place = { room: Room; folder: string };

/** The text of a file; undefined when there is no such file. */
export type TextOf = (path: string) => string | undefined;

const toolingFolders = ["scripts", "tests", "prisma"];
const rootFiles = ["next-env.d.ts", "next.config.mjs", "postcss.config.mjs", "prisma.config.ts"];
const appRootFiles = ["proxy.ts", "instrumentation.ts", "instrumentation-client.ts"];

/** Undefined for a file that has no room: a new folder has to be thought about. `path` is relative to the project. */
export function placeOf(path: string, textOf: TextOf): Place | undefined {
  const [top = "", ...rest] = path.split("/");
  if (toolingFolders.includes(top) || rootFiles.includes(path)) return { room: "tooling", folder: top };
  if (path.startsWith("app/api/webhooks/")) return { room: "webhook-routes", folder: "app/api/webhooks" };
  if (top === "app" || appRootFiles.includes(path)) return { room: "app", folder: "app" };
  if (top === "components" && rest.length > 0) return { room: "components", folder: "components" };
  return top === "lib" ? placeInLib(rest, textOf(path)) : undefined;
}

function placeInLib([folder = "", ...rest]: string[], text: string | undefined): Place | undefined {
  const name = rest.join("/").replace(/\.tsx?$/, "");
  if (rest.length === 0) return kernelFiles.includes(folder.replace(/\.ts$/, "")) ? at("kernel", "lib") : undefined;
  const place = `lib/${folder}`;
  if (folder === "text" || folder === "compliance") return at("pure", place);
  if (folder === "sinch" || folder === "simulator" || folder === "db") return at(folder, place);
  if (!knows(folder)) return undefined;
  if (folder === "jobs") return at(jobsRoom(name), place);
  if (text !== undefined && !isServerOnly(text)) return at("pure", place);
  if (folder === "auth") return at(name === "password" ? "password" : "auth", place);
  if (folder === "events" || folder === "rate-limit") return at("base", place);
  if (folder === "sending" || folder === "webhooks" || folder === "inbox") return at(folder, place);
  return at(isShared(folder, name) ? "shared" : "feature", place);
}

/**
 * Purity is read off the file: without this line a file of lib asks no clock, no database and no environment, and may be
 * imported by a browser. With it the file belongs to its folder's room.
 */
const isServerOnly = (text: string) => /^import "server-only";$/m.test(text);

/** Below the nouns: several of them stand on these. */
function isShared(folder: string, name: string): boolean {
  return folder === "audience" || sharedFiles.includes(`${folder}/${name}`);
}

const sharedFiles = ["campaigns/move", "settings/queries"];

const at = (room: Room, folder: string): Place => ({ room, folder });

const knows = (folder: string) =>
  [...features, "auth", "events", "rate-limit", "sending", "webhooks", "jobs"].includes(folder);

function jobsRoom(name: string): Room {
  if (name === "worker") return "worker";
  return ["enqueue", "contract"].includes(name) ? "enqueue" : "jobs";
}

export const mayImportTypesOf: Partial<Record<Room, Room[]>> = {
  shared: ["auth"],
  feature: ["auth"],
  inbox: ["auth", "sinch"],
  sending: ["auth"],
  webhooks: ["auth"],
};

/** A connection is checked at Sinch itself, and may name what Sinch answers. */
export const mayAlsoImport: Record<string, Room[]> = { "lib/connection": ["sinch"] };

/** Whoever is not listed may not be imported, not even for a type. */
export const mayImport: Record<Room, Room[] | "anything"> = {
  kernel: ["kernel"],
  pure: ["pure", "kernel"],
  db: ["db", "pure", "kernel"],
  sinch: ["sinch", "kernel"],
  simulator: ["simulator", "kernel"],
  password: ["pure", "kernel"],
  base: ["base", "db", "pure", "kernel"],
  auth: ["auth", "base", "password", "db", "pure", "kernel"],
  enqueue: ["enqueue", "jobs", "db", "pure", "kernel"],
  jobs: ["enqueue", "jobs", "db", "pure", "kernel"],
  shared: ["shared", "base", "password", "enqueue", "db", "pure", "kernel"],
  feature: ["shared", "base", "password", "enqueue", "db", "pure", "kernel"],
  inbox: ["inbox", "feature", "shared", "base", "password", "enqueue", "db", "pure", "kernel"],
  sending: ["sending", "feature", "shared", "base", "password", "enqueue", "db", "sinch", "pure", "kernel"],
  webhooks: [
    "webhooks",
    "sending",
    "inbox",
    "feature",
    "shared",
    "base",
    "password",
    "enqueue",
    "db",
    "sinch",
    "pure",
    "kernel",
  ],
  worker: [
    "auth",
    "base",
    "password",
    "db",
    "enqueue",
    "feature",
    "inbox",
    "jobs",
    "kernel",
    "pure",
    "sending",
    "shared",
    "sinch",
    "webhooks",
    "worker",
  ],
  components: ["components", "pure", "kernel"],
  "webhook-routes": ["webhook-routes", "webhooks", "kernel"],
  app: ["app", "components", "feature", "inbox", "shared", "auth", "base", "password", "pure", "kernel"],
  tooling: "anything",
};
