import { formatCounted } from "@/lib/format";
import type { SendingSettings } from "@/lib/settings/schema";

/** What the choices are called and what they mean, for the form and for those who only read. Pure. */

type Words<Value extends string> = Record<Value, { label: string; description: string }>;

export const unknownWords: Words<SendingSettings["unknownBatches"]> = {
  hold_and_cancel: {
    label: "Hand it over once more, held back",
    description:
      "If Sinch still does not know it after five minutes, it is handed over again, to leave 15 minutes later. If the first one turns up meanwhile, the second is taken back unsent.",
  },
  never_resend: {
    label: "Never send it again",
    description:
      "It stays unclear until a delivery report or a person decides. Some people may miss the text; nobody can get it twice.",
  },
};

export const rateWords: Words<SendingSettings["rateCounts"]> = {
  messages: { label: "Messages", description: "A text of three parts counts once." },
  parts: { label: "Parts", description: "A text of three parts counts three times." },
};

export function quietHoursHint(isSimulated: boolean): string {
  const hint =
    "Campaigns wait for the hours in which each person may be texted, by the law and the clock of where they are.";
  return isSimulated ? `${hint} With the simulator they are off until they are switched on here.` : hint;
}

export function capWords({ frequencyCap }: SendingSettings): string {
  if (frequencyCap === null) return "no limit";
  const texts = formatCounted(frequencyCap.messages, "campaign text");
  return `at most ${texts} in ${formatCounted(frequencyCap.days, "day")}`;
}
