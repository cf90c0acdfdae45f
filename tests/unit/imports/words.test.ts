import { describe, expect, test } from "vitest";
import { progressWords, readWords, suppressedWords, tagsWords } from "@/components/imports/words";

describe("the words of an import agree with their count", () => {
  test("rows that were read", () => {
    expect([0, 1, 2, 12_480].map(readWords)).toEqual([
      "0 rows were read.",
      "1 row was read.",
      "2 rows were read.",
      "12,480 rows were read.",
    ]);
  });

  test("people who had opted out", () => {
    expect(suppressedWords(1)).toContain("a suppressed number gets no texts");
    expect(suppressedWords(2)).toContain("suppressed numbers get no texts");
  });

  test("tags", () => {
    expect([1, 2].map(tagsWords)).toEqual(["All of them get the tag", "All of them get the tags"]);
  });
});

test("how far an import is", () => {
  const words = (progress: Partial<Parameters<typeof progressWords>[0]>) =>
    progressWords({ status: "checking", done: 0, of: null, ...progress } as Parameters<typeof progressWords>[0]);
  const plain = (text: string) => text.replaceAll("\u00a0", " ");
  expect(plain(words({ status: "uploading", done: 820 }).words)).toBe("820 B received");
  expect(words({ done: 1 })).toEqual({ title: "Checking the rows", words: "1 row checked" });
  expect(plain(words({ done: 1, of: 2 }).words)).toBe("1 of 2 rows checked · 50 %");
  expect(plain(words({ status: "running", done: 0, of: 1 }).words)).toBe("0 of 1 person imported · 0 %");
});
