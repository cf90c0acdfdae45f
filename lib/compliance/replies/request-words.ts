/** The words of START, HELP and of a yes, normalised. Sources: CTIA handbook, AWS and Twilio defaults; the rest by usage. */
export type Words = { language: string; words: ReadonlySet<string> };

function table(language: string, words: string): Words {
  return { language, words: new Set(words.split(" ")) };
}

export const startWords: readonly Words[] = [table("en", "start unstop join subscribe"), table("fr", "nonarret")];

/** Consent only as the answer to a question: without a double opt-in pending, a yes is just a yes. */
export const yesWords: readonly Words[] = [
  table("en", "yes"),
  table("fr", "oui"),
  table("es", "si"),
  table("pt", "sim"),
  table("de", "ja"),
];

export const helpWords: readonly Words[] = [
  table("en", "help info"),
  table("fr", "aide"),
  table("es", "ayuda"),
  table("pt", "ajuda"),
  table("de", "hilfe"),
];
