import { beforeEach, expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer";
import { createTag, deleteTag, renameTag } from "@/lib/tags/commands";
import { listTags } from "@/lib/tags/queries";
import { createTestDatabase } from "../../support/database";

const database = await createTestDatabase();
const editor = { sessionId: 1, userId: 7, name: "E", email: "e@example.com", role: "editor" } as Viewer;

beforeEach(async () => {
  await database.query("TRUNCATE tag, subscriber_tag, subscriber");
});

test("VIP and vip are one tag", async () => {
  await createTag(editor, { name: "VIP" });
  const taken = { code: "conflict", fields: { name: expect.stringMatching(/already/) } };
  await expect(createTag(editor, { name: "vip" })).rejects.toMatchObject(taken);
  const other = await createTag(editor, { name: "Other" });
  await expect(renameTag(editor, { id: other.id, name: "vIP" })).rejects.toMatchObject(taken);
});

test("a tag is renamed in place, also in its spelling alone, and listed by name", async () => {
  const tag = await createTag(editor, { name: "vip" });
  await createTag(editor, { name: "Alpha" });
  await renameTag(editor, { id: tag.id, name: "VIP" });
  expect((await listTags(editor)).map(({ name }) => name)).toEqual(["Alpha", "VIP"]);
});

test("deleting a tag takes it off people and deletes nobody", async () => {
  const tag = await createTag(editor, { name: "VIP" });
  await database.query("INSERT INTO subscriber (phone) VALUES ('+4915112345678')");
  await database.query("INSERT INTO subscriber_tag SELECT $1, id FROM subscriber", [tag.id]);
  expect(await listTags(editor)).toMatchObject([{ subscriberCount: 1 }]);
  await deleteTag(editor, { id: tag.id });
  expect(await listTags(editor)).toEqual([]);
  expect((await database.query("SELECT FROM subscriber")).rowCount).toBe(1);
  expect((await database.query("SELECT FROM subscriber_tag")).rowCount).toBe(0);
  await expect(deleteTag(editor, { id: tag.id })).rejects.toMatchObject({ code: "not_found" });
  await expect(renameTag(editor, { id: tag.id, name: "X" })).rejects.toMatchObject({ code: "not_found" });
});
