import { largestInteger } from "../integer";

/** Something that a page can be told about: "campaign:12", or "overview" where there is only one. */
export const topicKinds = ["campaign", "campaigns", "import", "overview", "sending"] as const;
export type TopicKind = (typeof topicKinds)[number];

export type Topic = { kind: TopicKind; id: number };

/** How a topic stands. `version` changes exactly when the news is worth telling; after `isOver` nothing changes any more. */
export type TopicState = { data: unknown; version: string; isOver: boolean };

/** Reads all topics of a kind at once. An id that does not come back does not exist. */
export type TopicSource = (ids: readonly number[]) => Promise<ReadonlyMap<number, TopicState>>;

/** Kinds of which there are many. */
const withId: ReadonlySet<TopicKind> = new Set(["campaign", "import"]);

/** Null for what names no topic. */
export function parseTopic(text: string): Topic | null {
  const [word = "", digits, ...rest] = text.split(":");
  const kind = topicKinds.find((one) => one === word);
  if (!kind || rest.length > 0 || withId.has(kind) !== (digits !== undefined)) return null;
  if (digits === undefined) return { kind, id: 0 };
  const id = /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : 0;
  return id > 0 && id <= largestInteger ? { kind, id } : null;
}

export function topicName({ kind, id }: Topic): string {
  return withId.has(kind) ? `${kind}:${id}` : kind;
}
