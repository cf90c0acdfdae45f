import { formatBytes, formatCount, formatCounted, formatShare, plural } from "@/lib/format";
import type { ImportProgress } from "@/lib/imports/views";

/** The sentences of the import pages. Pure. */

export function progressWords({ status, done, of }: ImportProgress): { title: string; words: string } {
  if (status === "uploading") return { title: "Uploading", words: `${formatBytes(done)} received` };
  const isCheck = status === "checking";
  const counted = (count: number) =>
    isCheck
      ? formatCounted(count, "row checked", "rows checked")
      : formatCounted(count, "person imported", "people imported");
  const words = of === null ? counted(done) : `${formatCount(done)} of ${counted(of)} · ${formatShare(done, of, 0)}`;
  return { title: isCheck ? "Checking the rows" : "Importing", words };
}

/** "12,480 rows were read." */
export function readWords(rows: number): string {
  return `${formatCounted(rows, "row was", "rows were")} read.`;
}

export function suppressedWords(people: number): string {
  const numbers = plural(people, "a suppressed number gets", "suppressed numbers get");
  return `They are imported and stay opted out: ${numbers} no texts, whatever a file says.`;
}

export function tagsWords(tags: number): string {
  return `All of them get ${plural(tags, "the tag", "the tags")}`;
}
