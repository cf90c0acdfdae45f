import type { AutoUpdate, Group, Groups, Keyword } from "../groups";
import { toDigits, toSender } from "../numbers";
import { isObject, optionalText, type Wire } from "./fields";
import { badFormat, badJson, Refusal, violation } from "./refusal";

const maxMembers = 10_000;
const maxChildren = 10;
const maxName = 20;
const maxWord = 15;

/** A group as it is to be created or replaced. */
export function toGroup(wire: Wire, groups: Groups, self?: Group): Omit<Group, "id" | "createdAt" | "modifiedAt"> {
  const name = toName(wire, groups, self);
  const childIds = texts(wire.child_groups, "child_groups", maxChildren);
  for (const id of childIds) knownGroup(groups, id);
  return {
    name: name ?? null,
    own: new Set(toMembers(wire.members, "members")),
    childIds,
    autoUpdate: toAutoUpdate(wire.auto_update),
  };
}

/** Additions run before removals. */
export function updateGroup(group: Group, wire: Wire, groups: Groups): void {
  const name = wire.name === null ? null : toName(wire, groups, group);
  const add = toMembers(wire.add, "add");
  const remove = toMembers(wire.remove, "remove");
  const from = optionalText(wire, "add_from_group", 26);
  const without = optionalText(wire, "remove_from_group", 26);
  for (const id of [from, without]) if (id !== undefined) knownGroup(groups, id);
  if (name !== undefined) group.name = name;
  if (wire.auto_update !== undefined) group.autoUpdate = toAutoUpdate(wire.auto_update);
  for (const digits of [...add, ...(from === undefined ? [] : groups.members(from))]) group.own.add(digits);
  for (const digits of [...remove, ...(without === undefined ? [] : groups.members(without))]) group.own.delete(digits);
}

function knownGroup(groups: Groups, id: string): void {
  if (!groups.find(id)) throw new Refusal(403, "unknown_group", `Unknown group '${id}'`);
}

function toName(wire: Wire, groups: Groups, self?: Group): string | undefined {
  const name = optionalText(wire, "name", maxName);
  const other = name === undefined ? undefined : groups.findByName(name);
  if (other && other !== self) throw new Refusal(403, "conflict_group_name", "A group of this name exists");
  return name;
}

function toMembers(value: unknown, field: string): string[] {
  return texts(value, field, maxMembers).map((member) => {
    const digits = toDigits(member);
    if (digits === null) throw badFormat(`'${member}' is not a valid identifier`);
    return digits;
  });
}

function texts(value: unknown, field: string, max: number): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === "string")) {
    throw badJson(`${field} must be an array of strings`);
  }
  if (value.length > max) throw violation(`${field} must hold at most ${max} entries`);
  return value;
}

function toAutoUpdate(value: unknown): AutoUpdate | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw badJson("auto_update must be an object");
  const to = toSender(optionalText(value, "to", 64) ?? "");
  if (to === null) throw violation("auto_update.to is required");
  const add = toKeyword(value.add);
  const remove = toKeyword(value.remove);
  return { to, ...(add ? { add } : {}), ...(remove ? { remove } : {}) };
}

function toKeyword(value: unknown): Keyword | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw badJson("a keyword must be an object");
  const first = optionalText(value, "first_word", maxWord);
  const second = optionalText(value, "second_word", maxWord);
  if (first === undefined) throw violation("first_word is required");
  for (const word of [first, second]) if (word !== undefined && !/^\S+$/.test(word)) throw violation("one word each");
  return { first_word: first, ...(second === undefined ? {} : { second_word: second }) };
}
