import { hasOptOutWording } from "@/lib/text/opt-out-line";
import { measureText } from "@/lib/text/parts";

/** What the line costs in every text that does not say how to opt out by itself. */
export function OptOutLineHint({ line }: { line: string }) {
  const text = line.trim();
  if (text === "") return "Nothing is added. Say in every text how to opt out: in many countries the law asks for it.";
  const { units, encoding } = measureText(`\n${text}`);
  const notes = [`Added to texts that do not say how to opt out; takes ${units} characters of each.`];
  if (encoding !== "GSM-7") {
    notes.push("It has a character that turns every text into Unicode: 70 characters a part instead of 160.");
  }
  if (!hasOptOutWording(text)) notes.push("It does not seem to name a word to answer with, such as STOP.");
  return notes.join(" ");
}
