import { describe, expect, it } from "vitest";
import { hasOptOutWording, withOptOutLine } from "@/lib/text/opt-out-line";

const line = "Reply STOP to opt out";

describe("hasOptOutWording", () => {
  it.each([
    "Sale! Reply STOP to opt out",
    "Sale! Text stop to end",
    "Txt STOP to quit",
    "Reply with STOP to unsubscribe",
    "STOP to end",
    "STOP au 36105",
    "Répondez STOP pour ne plus recevoir",
    "Responde BAJA para no recibir más",
    "Antworte STOPP",
    "Unsubscribe: https://example.com/u/abc",
    "Opt out: {{opt_out_link}}",
  ])("sees it in %j", (body) => {
    expect(hasOptOutWording(body)).toBe(true);
  });

  it.each([
    "",
    "STOP! Sale starts now",
    "Stop by our store today",
    "Don't stop believing",
    "Nonstop flights to Rome. Reply YES to book",
    "Reply today. Sale will end Sunday",
    "Text us! We never stop.",
    "Cancel any time",
    "Txt STOP2END",
  ])("does not see it in %j", (body) => {
    expect(hasOptOutWording(body)).toBe(false);
  });
});

describe("withOptOutLine", () => {
  it("adds the line under the text", () => {
    expect(withOptOutLine("Sale today! \n", line)).toBe("Sale today!\nReply STOP to opt out");
  });

  it("leaves a text alone that says it already", () => {
    const body = "Sale! Text STOP to end";
    expect(withOptOutLine(body, line)).toBe(body);
  });

  it("adds any line once, in whatever language", () => {
    const other = "Ne plus recevoir : 12 34";
    const once = withOptOutLine("Soldes", other);
    expect(once).toBe(`Soldes\n${other}`);
    expect(withOptOutLine(once, other)).toBe(once);
  });

  it("is the line alone under an empty text, and nothing without a line", () => {
    expect(withOptOutLine("", line)).toBe(line);
    expect(withOptOutLine("Hi", " ")).toBe("Hi");
  });
});
