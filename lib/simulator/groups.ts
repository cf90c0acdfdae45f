import { newId } from "./ids";
import { isNumeric } from "./numbers";

export type Keyword = { first_word: string; second_word?: string };
export type AutoUpdate = { to: string; add?: Keyword; remove?: Keyword };

export type Group = {
  id: string;
  name: string | null;
  /** Bare digits, in the order they came. */
  own: Set<string>;
  childIds: string[];
  autoUpdate: AutoUpdate | null;
  createdAt: number;
  modifiedAt: number;
};

/** Lists of numbers at the plan. A group counts the members of its children as its own, each number once. */
export class Groups {
  #byId = new Map<string, Group>();

  get size(): number {
    return this.#byId.size;
  }

  add(group: Omit<Group, "id" | "createdAt" | "modifiedAt">): Group {
    const now = Date.now();
    const added = { ...group, id: newId(now), createdAt: now, modifiedAt: now };
    this.#byId.set(added.id, added);
    return added;
  }

  find(id: string): Group | undefined {
    return this.#byId.get(id);
  }

  findByName(name: string): Group | undefined {
    return this.newestFirst().find((group) => group.name === name);
  }

  remove(id: string): boolean {
    return this.#byId.delete(id);
  }

  newestFirst(): Group[] {
    return [...this.#byId.values()].reverse();
  }

  /** A deleted group counts as empty; one that contains itself ends there. */
  members(id: string, seen: Set<string> = new Set(), found: Set<string> = new Set()): Set<string> {
    const group = this.#byId.get(id);
    if (!group || seen.has(id)) return found;
    seen.add(id);
    for (const digits of group.own) found.add(digits);
    for (const childId of group.childIds) this.members(childId, seen, found);
    return found;
  }

  /** Everybody a batch goes to: a number that is in it and in a group gets it once, one written twice twice. */
  expand(to: readonly string[]): string[] {
    const numbers = to.filter(isNumeric);
    const members = new Set<string>();
    for (const entry of to) if (!isNumeric(entry)) for (const digits of this.members(entry)) members.add(digits);
    for (const digits of numbers) members.delete(digits);
    return [...numbers, ...members];
  }

  /** A text to a number that a group watches adds its writer, or takes them out. */
  hear(from: string, to: string, body: string): void {
    const words = body.trim().toLowerCase().split(/\s+/);
    for (const group of this.#byId.values()) {
      const watched = group.autoUpdate;
      if (watched?.to !== to) continue;
      if (isSaid(watched.add, words)) group.own.add(from);
      else if (isSaid(watched.remove, words)) group.own.delete(from);
      else continue;
      group.modifiedAt = Date.now();
    }
  }

  clear(): void {
    this.#byId.clear();
  }
}

function isSaid(keyword: Keyword | undefined, words: string[]): boolean {
  if (!keyword || keyword.first_word.toLowerCase() !== words[0]) return false;
  return keyword.second_word === undefined || keyword.second_word.toLowerCase() === words[1];
}
