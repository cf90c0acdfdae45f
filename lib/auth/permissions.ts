/** Who may do what: the only table of it. Every action, route and page names one of these words. */

export const roles = ["viewer", "editor", "marketer", "admin"] as const;
export type Role = (typeof roles)[number];

const everybody: readonly Role[] = roles;
const writers: readonly Role[] = ["editor", "marketer", "admin"];
const senders: readonly Role[] = ["marketer", "admin"];
const admins: readonly Role[] = ["admin"];

const holders = {
  "overview.read": everybody,
  "subscriber.read": everybody,
  /** To see whole numbers; without it they are masked. */
  "subscriber.reveal": writers,
  "subscriber.write": writers,
  "subscriber.delete": senders,
  "tag.write": writers,
  "import.run": senders,
  "campaign.read": everybody,
  "campaign.write": writers,
  /** One text to one number that the writer types. */
  "campaign.test": writers,
  "campaign.send": senders,
  /** Pause, resume and cancel. */
  "campaign.control": senders,
  /** Stop all sending, allow it again, and confirm a restored copy. */
  "sending.stop": admins,
  "optout.read": everybody,
  "optout.write": admins,
  "team.manage": admins,
  "settings.manage": admins,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof holders;
export const permissions = Object.keys(holders) as Permission[];

/** A role this version does not know may do nothing. */
export function may(who: Role | { role: Role }, permission: Permission): boolean {
  const role = typeof who === "string" ? who : who.role;
  return (holders[permission] as readonly Role[]).includes(role);
}

export function isRole(value: string): value is Role {
  return (roles as readonly string[]).includes(value);
}

/** For people: what a role is called and what it lets one do. */
export const roleWords: Record<Role, { name: string; withArticle: string; may: string }> = {
  viewer: { name: "Viewer", withArticle: "A viewer", may: "can look at everything, with phone numbers hidden" },
  editor: { name: "Editor", withArticle: "An editor", may: "can write campaigns and edit subscribers, but not send" },
  marketer: { name: "Marketer", withArticle: "A marketer", may: "can import subscribers and send campaigns" },
  admin: { name: "Administrator", withArticle: "An administrator", may: "can do everything" },
};
