import { Stethoscope } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Code } from "@/components/ui/code";
import type { PreviewPerson } from "@/lib/campaigns/views";
import { formatCounted } from "@/lib/format";
import { toGsm } from "@/lib/text/advice";
import type { MergeValues } from "@/lib/text/merge";
import { draftText, measureAs } from "@/lib/text/render";
import { culpritsInValues, type ValueCulprit } from "./unicode-in-values";
import { type Culprit, culpritsOf, fieldWords, replaceCharacter } from "./writing";

type DoctorProps = {
  body: string;
  optOutLine: string;
  /** Of whoever gets the longest text. */
  values: MergeValues;
  /** Real recipients, whose values may hold such characters as well. */
  people: readonly PreviewPerson[];
  onReplace: (body: string) => void;
};

const shownCulprits = 4;

/** Which characters force Unicode, what they cost, and one click to write them otherwise. */
export function Doctor({ body, optOutLine, values, people, onReplace }: DoctorProps) {
  const culprits = culpritsOf(body);
  if (culprits.length === 0) return <ValuesNote culprits={culpritsInValues(body, people)} />;
  const now = measureAs(draftText(body, optOutLine), values).parts;
  const cured = toGsm(body);
  const then = measureAs(draftText(cured, optOutLine), values).parts;
  const safe = culprits.filter(({ replacement, changesReading }) => replacement !== null && !changesReading);
  return (
    <Callout
      tone="warn"
      icon={<Stethoscope />}
      title={titleFor(culprits)}
      {...(safe.length > 1
        ? {
            action: (
              <Button variant="primary" onClick={() => onReplace(cured)}>
                Replace all
              </Button>
            ),
          }
        : {})}
    >
      <p>{costWords(now, then, safe.length > 0)}</p>
      <ul className="mt-2 grid gap-1.5">
        {culprits.slice(0, shownCulprits).map((culprit) => (
          <CulpritRow
            key={culprit.character}
            culprit={culprit}
            isOnly={safe.length === 1}
            onReplace={(replacement) => onReplace(replaceCharacter(body, culprit.character, replacement))}
          />
        ))}
      </ul>
      {culprits.length > shownCulprits ? <p className="mt-1.5">and {culprits.length - shownCulprits} more.</p> : null}
    </Callout>
  );
}

/** The words are fine and somebody's name is not in the SMS alphabet: said, since it costs; there is nothing to mend. */
function ValuesNote({ culprits }: { culprits: readonly ValueCulprit[] }) {
  const [first] = culprits;
  if (!first) return null;
  const more = culprits.length - 1;
  return (
    <Callout
      tone="warn"
      icon={<Stethoscope />}
      title={`“${first.character}” in a ${fieldWords(first.field)} makes some texts Unicode`}
    >
      {first.person} has it ({first.name})
      {more > 0 ? `, and others have ${formatCounted(more, "character")} like it` : ""}. In their texts a part holds 70
      characters instead of 160. Everybody else’s text is not affected.
    </Callout>
  );
}

function titleFor(culprits: readonly Culprit[]): string {
  const [first] = culprits;
  if (culprits.length === 1 && first) return `“${first.character}” makes the whole text Unicode`;
  return `${culprits.length} characters make the whole text Unicode`;
}

function costWords(now: number, then: number, isCurable: boolean): string {
  const parts = formatCounted(now, "part");
  if (!isCurable) return `Then a part holds 70 characters instead of 160: this text takes ${parts}.`;
  if (then < now) return `With the replacement the text takes ${formatCounted(then, "part")} instead of ${parts}.`;
  return `Then a part holds 70 characters instead of 160. Right now the text takes ${parts} either way.`;
}

type CulpritRowProps = { culprit: Culprit; isOnly: boolean; onReplace: (replacement: string) => void };

function CulpritRow({ culprit, isOnly, onReplace }: CulpritRowProps) {
  const { character, name, replacement, changesReading, times } = culprit;
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Code>{character}</Code>
      <span>
        {name}
        {times > 1 ? `, ${times} times` : ""}
      </span>
      {replacement === null ? (
        <span className="text-ink-3">no replacement: leave it out, or keep it</span>
      ) : (
        <Button
          size="sm"
          variant={isOnly && !changesReading ? "primary" : "secondary"}
          onClick={() => onReplace(replacement)}
        >
          Replace with “{replacement}”
        </Button>
      )}
      {changesReading ? <span className="text-ink-3">reads differently</span> : null}
    </li>
  );
}
