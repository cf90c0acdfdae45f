import { describe, expect, test, vi } from "vitest";
import { expectRefusal, mina, openBoth, patience, planClient } from "./support";

const other = "+4915199990150";

describe("groups", () => {
  test("are created, listed, changed, replaced and deleted", async () => {
    const { simulator } = await openBoth();
    const { groups } = planClient(simulator.url).sms;
    const group = await groups.create({ createGroupRequestBody: { name: "Guests", members: [mina, mina] } });
    const group_id = group.id ?? "";
    expect(group).toMatchObject({ name: "Guests", size: 1, created_at: expect.any(Date) });
    const parent = await groups.create({ createGroupRequestBody: { child_groups: [group_id], members: [other] } });
    expect(parent).toMatchObject({ size: 2, child_groups: [group_id] });
    expect(await groups.listMembers({ group_id: parent.id ?? "" })).toEqual(["4915199990150", "4915199990000"]);
    const seen = [];
    for await (const { id } of groups.list({ page_size: 1 })) seen.push(id);
    expect(seen).toEqual([parent.id, group_id]);
    const updated = await groups.update({
      group_id,
      updateGroupRequestBody: { name: null, add: [other, "+4915100000001"], remove: [other] },
    });
    expect(updated).not.toHaveProperty("name");
    expect(await groups.listMembers({ group_id })).toEqual(["4915199990000", "4915100000001"]);
    const replaced = await groups.replace({ group_id, replaceGroupRequestBody: { members: [other] } });
    expect(replaced).toMatchObject({ id: group_id, size: 1, created_at: group.created_at });
    await groups.delete({ group_id });
    await expect(groups.get({ group_id })).rejects.toThrow(/404/);
    const clash = groups.create({ createGroupRequestBody: { child_groups: [group_id] } });
    await expectRefusal(clash, 403, "unknown_group");
  });

  test("of the same name are refused", async () => {
    const { simulator } = await openBoth();
    const { groups } = planClient(simulator.url).sms;
    await groups.create({ createGroupRequestBody: { name: "Guests" } });
    const again = groups.create({ createGroupRequestBody: { name: "Guests" } });
    await expectRefusal(again, 403, "conflict_group_name");
  });

  test("are looked into when the batch is sent, each number once", async () => {
    const { simulator } = await openBoth();
    const { groups, batches } = planClient(simulator.url).sms;
    const { id = "" } = await groups.create({ createGroupRequestBody: { members: [mina, other] } });
    const request = { from: "+12015550100", to: [mina, id], body: "Hello" };
    const sent = await batches.send({ sendSMSRequestBody: request });
    expect(sent.to).toEqual(["4915199990000", id]);
    await vi.waitFor(async () => expect((await simulator.get("/_sim/messages")).count).toBe(2), patience);
    const soon = new Date(Date.now() + 1_000);
    const later = { ...request, to: [id], send_at: soon, client_reference: "later" };
    await batches.send({ sendSMSRequestBody: later });
    const gone = await groups.create({ createGroupRequestBody: { members: [mina] } });
    const toGone = { ...later, to: [gone.id ?? ""], client_reference: "gone" };
    const { id: batch_id = "" } = await batches.send({ sendSMSRequestBody: toGone });
    await groups.update({ group_id: id, updateGroupRequestBody: { add: ["+4915100000001"] } });
    await groups.delete({ group_id: gone.id ?? "" });
    const count = async (reference: string) =>
      (await simulator.get(`/_sim/messages?client_reference=${reference}`)).count;
    await vi.waitFor(async () => expect(await count("later")).toBe(3), patience);
    expect(await count("gone")).toBe(0);
    expect(await batches.get({ batch_id })).toMatchObject({ to: [gone.id], canceled: false });
    await expectRefusal(batches.send({ sendSMSRequestBody: toGone }), 403, "unknown_group");
  });

  test("change by themselves on their keywords", async () => {
    const { simulator } = await openBoth();
    const { groups } = planClient(simulator.url).sms;
    const auto_update = {
      to: "12015550100",
      add: { first_word: "Join", second_word: "club" },
      remove: { first_word: "Leave" },
    };
    const { id: group_id = "" } = await groups.create({ createGroupRequestBody: { auto_update } });
    const members = () => groups.listMembers({ group_id });
    await simulator.post("/_sim/inbound", { from: mina, body: " JOIN  Club please" });
    await simulator.post("/_sim/inbound", { from: other, body: "join us" });
    await simulator.post("/_sim/inbound", { from: other, to: "12345", body: "join club" });
    expect(await members()).toEqual(["4915199990000"]);
    await simulator.post("/_sim/inbound", { from: mina, body: "leave" });
    expect(await members()).toEqual([]);
  });
});
