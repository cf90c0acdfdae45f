import { describe, expect, test } from "vitest";
import { parseTopic, topicName } from "@/lib/live/topic";

describe("topics", () => {
  test.each(["campaign:12", "import:2147483647", "campaigns", "overview", "sending"])("%s", (text) => {
    const topic = parseTopic(text);
    expect(topic && topicName(topic)).toBe(text);
  });

  test.each(["", "campaign", "campaign:", "campaign:0", "campaign:-1", "campaign:1.5", "campaign:01", "campaign:1:2"])(
    "%j names none",
    (text) => expect(parseTopic(text)).toBeNull(),
  );

  test.each(["campaign:2147483648", "import:99999999999", "overview:1", "subscribers", "toString"])(
    "%j names none",
    (text) => expect(parseTopic(text)).toBeNull(),
  );
});
