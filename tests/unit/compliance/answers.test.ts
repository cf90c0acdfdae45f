import { describe, expect, it } from "vitest";
import { helpReply, startReply, stopReply } from "@/lib/compliance/answers";
import { classifyReply } from "@/lib/compliance/replies/classify";
import { hasOptOutWording } from "@/lib/text/opt-out-line";
import { measureText } from "@/lib/text/parts";

const names = { brand: "Northwind Coffee", programme: "VIP alerts" };
const replies = [stopReply(names), startReply(names), helpReply(names, "https://northwind.example/help")];

describe("the automatic replies", () => {
  it.each(replies)("name the sender and fit into one part: %s", (reply) => {
    expect(reply).toMatch(/^Northwind Coffee VIP alerts: /);
    expect(measureText(reply)).toMatchObject({ encoding: "GSM-7", parts: 1 });
  });

  it("to STOP promises that it is over", () => {
    expect(stopReply({ brand: " Acme " })).toBe(
      "Acme: You are unsubscribed and will get no more messages. Reply START to subscribe again.",
    );
  });

  it("to START and HELP hold the terms and the way out", () => {
    for (const reply of replies.slice(1)) {
      expect(reply).toContain("Msg & data rates may apply.");
      expect(hasOptOutWording(reply)).toBe(true);
    }
    expect(replies[2]).toContain("https://northwind.example/help");
  });

  it("are not commands themselves, should a phone echo them", () => {
    for (const reply of replies) {
      expect(classifyReply(reply).outcome).not.toBe("sure");
      expect(["none", "stop"]).toContain(classifyReply(reply).request);
    }
  });
});
