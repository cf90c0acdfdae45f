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
  "log",
  "paging",
  "result",
];

/** Nouns: a folder each under lib, all with the same drawers. */
export const features = [
  "campaigns",
  "connection",
  "consent",
  "control",
  "health",
  "imports",
  "inbox",
  "messages",
  "reports",
  "segments",
  "settings",
  "subscribers",
  "tags",
  "team",
];

/** Decisions without I/O, inside of a noun's folder. Their purity is checked like everything else: they import only pure files. */
const pureDrawers =
  /^(?:schema|rules|permissions|views|reasons|merge-values|sample-person|template-problems|timing)(?:\/|$)/;

export type Room =
  | "app"
  | "auth"
  | "auth-gifts"
  | "components"
  | "db"
  | "enqueue"
  | "feature"
  | "jobs"
  | "kernel"
  | "pure"
  | "sending"
  | "settings"
  | "simulator"
  | "sinch"
  | "tooling"
  | "webhook-routes"
  | "webhooks"
  | "worker";

export type Place = { room: Room; folder: string };

const toolingFolders = ["scripts", "tests", "prisma"];
const rootFiles = ["next-env.d.ts", "next.config.mjs", "postcss.config.mjs", "prisma.config.ts"];
const appRootFiles = ["proxy.ts", "instrumentation.ts", "instrumentation-client.ts"];

/** What the engine decides, as functions of a state and an event; lib/sending performs it. */
const pureCore = /^core\//;

/** Undefined for a file that has no room: a new folder has to be thought about. `path` is relative to the project. */
export function placeOf(path: string): Place | undefined {
  const [top = "", ...rest] = path.split("/");
  if (toolingFolders.includes(top) || rootFiles.includes(path)) return { room: "tooling", folder: top };
  if (path.startsWith("app/api/webhooks/")) return { room: "webhook-routes", folder: "app/api/webhooks" };
  if (top === "app" || appRootFiles.includes(path)) return { room: "app", folder: "app" };
  if (top === "components" && rest.length > 0) return { room: "components", folder: "components" };
  return top === "lib" ? placeInLib(rest) : undefined;
}

function placeInLib([folder = "", ...rest]: string[]): Place | undefined {
  const name = rest.join("/").replace(/\.tsx?$/, "");
  if (rest.length === 0) return kernelFiles.includes(folder.replace(/\.ts$/, "")) ? at("kernel", "lib") : undefined;
  const place = `lib/${folder}`;
  if (folder === "text" || folder === "compliance") return at("pure", place);
  if (folder === "sinch" || folder === "simulator" || folder === "db") return at(folder, place);
  if (pureDrawers.test(name)) return knows(folder) ? at("pure", place) : undefined;
  if (folder === "auth") return at(authGifts.includes(name) ? "auth-gifts" : "auth", place);
  if (folder === "sending" && pureCore.test(name)) return at("pure", place);
  if (folder === "sending" || folder === "webhooks") return at(folder, place);
  if (folder === "jobs") return at(jobsRoom(name), place);
  // What the installation is set to, every noun may ask.
  if (folder === "settings" && name === "queries") return at("settings", place);
  return features.includes(folder) ? at("feature", place) : undefined;
}

const at = (room: Room, folder: string): Place => ({ room, folder });

const knows = (folder: string) => [...features, "auth", "sending", "webhooks", "jobs"].includes(folder);

/** What auth gives away at run time. Its types anybody on the server may name, `Viewer` above all. */
const authGifts = ["password"];

function jobsRoom(name: string): Room {
  if (name === "worker") return "worker";
  return ["enqueue", "contract"].includes(name) ? "enqueue" : "jobs";
}

export const mayImportTypesOf: Partial<Record<Room, Room[]>> = {
  feature: ["auth"],
  sending: ["auth"],
  webhooks: ["auth"],
};

/** Whoever is not listed may not be imported, not even for a type. */
export const mayImport: Record<Room, Room[] | "anything"> = {
  kernel: ["kernel"],
  pure: ["pure", "kernel"],
  db: ["db", "pure", "kernel"],
  sinch: ["sinch", "kernel"],
  simulator: ["simulator", "kernel"],
  "auth-gifts": ["pure", "kernel"],
  auth: ["auth", "auth-gifts", "db", "pure", "kernel"],
  enqueue: ["enqueue", "jobs", "db", "pure", "kernel"],
  jobs: ["enqueue", "jobs", "db", "pure", "kernel"],
  feature: ["auth-gifts", "enqueue", "settings", "db", "pure", "kernel"],
  sending: ["sending", "feature", "auth-gifts", "enqueue", "db", "settings", "sinch", "pure", "kernel"],
  webhooks: ["webhooks", "sending", "feature", "auth-gifts", "enqueue", "db", "settings", "sinch", "pure", "kernel"],
  worker: [
    "auth",
    "auth-gifts",
    "db",
    "enqueue",
    "feature",
    "jobs",
    "kernel",
    "pure",
    "sending",
    "settings",
    "sinch",
    "webhooks",
    "worker",
  ],
  components: ["components", "pure", "kernel"],
  settings: ["auth-gifts", "enqueue", "db", "pure", "kernel"],
  "webhook-routes": ["webhook-routes", "webhooks", "kernel"],
  app: ["app", "components", "feature", "settings", "auth", "auth-gifts", "pure", "kernel"],
  tooling: "anything",
};
