import { hasOptOutWording } from "@/lib/text/opt-out-line";
import { measureText } from "@/lib/text/parts";

/** What the line costs in every text that does not say how to opt out by itself. */
export function OptOutLineHint({ line }: { line: string }) {
  const text = line.trim();
  if (text === "") return "Nothing is added. Say in every text how to opt out: in many countries the law asks for it.";
  const { units, encoding } = measureText(`\n${text}`);
  const warnings = [
    encoding === "GSM-7"
      ? null
      : "It has a character that turns every text into Unicode: 70 characters a part instead of 160.",
    hasOptOutWording(text) ? null : "It does not seem to name a word to answer with, such as STOP.",
  ].filter((warning) => warning !== null);
  return (
    <>
      Added to texts that do not say how to opt out; takes {units} characters of each.
      {warnings.length > 0 ? <span className="text-warn"> {warnings.join(" ")}</span> : null}
    </>
  );
}
