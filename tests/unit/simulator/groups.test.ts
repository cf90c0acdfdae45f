import { describe, expect, test } from "vitest";
import { Groups } from "@/lib/simulator/groups";

function open(members: string[], childIds: string[] = [], groups = new Groups()) {
  const group = groups.add({ name: null, own: new Set(members), childIds, autoUpdate: null });
  return { groups, group };
}

describe("groups", () => {
  test("count their children's members as their own, each number once", () => {
    const { groups, group: child } = open(["491511", "491512"]);
    const { group: parent } = open(["491512", "491513"], [child.id], groups);
    expect([...groups.members(parent.id)]).toEqual(["491512", "491513", "491511"]);
  });

  test("that contain each other end there, and a deleted one is empty", () => {
    const { groups, group: one } = open(["491511"]);
    const { group: two } = open(["491512"], [one.id], groups);
    one.childIds = [two.id];
    expect(groups.members(one.id).size).toBe(2);
    groups.remove(two.id);
    expect([...groups.members(one.id)]).toEqual(["491511"]);
    expect(groups.members(two.id).size).toBe(0);
  });

  test("give way to numbers that stand in the batch themselves, which may do so twice", () => {
    const { groups, group } = open(["491511", "491512"]);
    expect(groups.expand(["491511", "491511", group.id])).toEqual(["491511", "491511", "491512"]);
  });

  test("hear their keywords at their number only, whatever the case", () => {
    const { groups, group } = open([]);
    group.autoUpdate = {
      to: "12345",
      add: { first_word: "Join" },
      remove: { first_word: "Leave", second_word: "now" },
    };
    groups.hear("491511", "12345", "  jOIN the club");
    groups.hear("491512", "54321", "join");
    groups.hear("491513", "12345", "joining");
    expect([...group.own]).toEqual(["491511"]);
    groups.hear("491511", "12345", "leave later");
    expect(group.own.size).toBe(1);
    groups.hear("491511", "12345", "LEAVE NOW");
    expect(group.own.size).toBe(0);
  });
});
