import { beforeEach, expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer";
import { actorOf } from "@/lib/events/actor";
import { listEventsOf } from "@/lib/events/read";
import { createTag, deleteTag, renameTag } from "@/lib/tags/commands";
import { listTags } from "@/lib/tags/queries";
import { createTestDatabase } from "../../support/database";

const database = await createTestDatabase();
const editor = { sessionId: 1, userId: 7, name: "E", email: "e@example.com", role: "editor" } as Viewer;

beforeEach(async () => {
  await database.query("TRUNCATE tag, subscriber_tag, subscriber");
});

test("VIP and vip are one tag", async () => {
  await createTag(actorOf(editor), { name: "VIP" });
  const taken = { code: "conflict", fields: { name: expect.stringMatching(/already/) } };
  await expect(createTag(actorOf(editor), { name: "vip" })).rejects.toMatchObject(taken);
  const other = await createTag(actorOf(editor), { name: "Other" });
  await expect(renameTag(actorOf(editor), { id: other.id, name: "vIP" })).rejects.toMatchObject(taken);
});

test("a tag is renamed in place, also in its spelling alone, and listed by name", async () => {
  const tag = await createTag(actorOf(editor), { name: "vip" });
  await createTag(actorOf(editor), { name: "Alpha" });
  await renameTag(actorOf(editor), { id: tag.id, name: "VIP" });
  expect((await listTags(editor)).map(({ name }) => name)).toEqual(["Alpha", "VIP"]);
});

test("deleting a tag takes it off people and deletes nobody", async () => {
  const tag = await createTag(actorOf(editor), { name: "VIP" });
  await database.query("INSERT INTO subscriber (phone) VALUES ('+4915112345678')");
  await database.query("INSERT INTO subscriber_tag SELECT $1, id FROM subscriber", [tag.id]);
  expect(await listTags(editor)).toMatchObject([{ subscriberCount: 1 }]);
  await deleteTag(actorOf(editor), { id: tag.id });
  expect(await listTags(editor)).toEqual([]);
  expect((await database.query("SELECT FROM subscriber")).rowCount).toBe(1);
  expect((await database.query("SELECT FROM subscriber_tag")).rowCount).toBe(0);
  await expect(deleteTag(actorOf(editor), { id: tag.id })).rejects.toMatchObject({ code: "not_found" });
  await expect(renameTag(actorOf(editor), { id: tag.id, name: "X" })).rejects.toMatchObject({ code: "not_found" });
});

test("each change of a tag is an event with who made it, and a refused one is none", async () => {
  const actor = actorOf(editor);
  const tag = await createTag(actor, { name: "Told" });
  const taken = await createTag(actor, { name: "Taken" });
  await expect(renameTag(actor, { id: tag.id, name: "taken" })).rejects.toMatchObject({ code: "conflict" });
  await renameTag(actor, { id: tag.id, name: "Retold" });
  await deleteTag(actor, { id: tag.id });

  const events = await listEventsOf("tag", tag.id);
  expect(events.map(({ kind }) => kind)).toEqual(["deleted", "renamed", "created"]);
  expect(events.map((event) => event.actor)).toEqual([actor, actor, actor]);
  expect(await listEventsOf("tag", taken.id)).toMatchObject([{ kind: "created", data: { name: "Taken" } }]);
});
