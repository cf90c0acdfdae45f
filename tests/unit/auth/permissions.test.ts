import { expect, test } from "vitest";
import { may, type Permission, permissions, type Role, roles } from "@/lib/auth/permissions";

/** Written out a second time on purpose: a role that gains or loses a word must be changed in two places. */
const reading: Permission[] = ["overview.read", "subscriber.read", "campaign.read", "optout.read"];
const writing: Permission[] = [
  ...reading,
  "subscriber.reveal",
  "subscriber.write",
  "tag.write",
  "campaign.write",
  "campaign.test",
];
const sending: Permission[] = [...writing, "subscriber.delete", "import.run", "campaign.send", "campaign.control"];
const expected: Record<Role, Permission[]> = {
  viewer: reading,
  editor: writing,
  marketer: sending,
  admin: permissions,
};

test.each(roles)("%s may do exactly this", (role) => {
  const allowed = permissions.filter((permission) => may(role, permission));
  expect(allowed.toSorted()).toEqual(expected[role].toSorted());
});

test("an editor drafts but cannot send, and nobody but an admin keeps opt-outs, the team, the settings and the kill switch", () => {
  expect(may({ role: "editor" }, "campaign.write")).toBe(true);
  expect(may({ role: "editor" }, "campaign.send")).toBe(false);
  for (const permission of ["optout.write", "team.manage", "settings.manage", "sending.stop"] as const) {
    expect(roles.filter((role) => may(role, permission))).toEqual(["admin"]);
  }
});

test("a role of another version may do nothing", () => {
  const owner = "owner" as Role;
  expect(permissions.filter((permission) => may(owner, permission))).toEqual([]);
});
