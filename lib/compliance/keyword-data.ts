/**
 * Words that people answer with, normalised (small letters, no accents, no spaces: "opt out" is `optout`). Data with a
 * version, not law in code: change a line, raise the version, and the consent events keep which version decided.
 */
export const keywordVersion = "2026-11-21";

export type KeywordEntry = {
  word: string;
  language: string;
  /**
   * `per_se`: the law names it (47 CFR 64.1200(a)(10): stop, quit, end, revoke, opt out, cancel, unsubscribe), so it
   * also counts with a few words behind it. `alone`: counts when it is the whole text. `hint`: a person should look.
   */
  weight: "per_se" | "alone" | "hint";
};

function entries(language: string, weight: KeywordEntry["weight"], words: string): KeywordEntry[] {
  return words.split(" ").map((word) => ({ word, language, weight }));
}

/** English by rule (CTIA handbook, AWS and Twilio defaults); FR, ES by CASL and FCC practice; the rest by usage. */
export const stopWords: readonly KeywordEntry[] = [
  ...entries("en", "per_se", "stop stopall unsubscribe optout cancel end quit revoke"),
  ...entries("en", "alone", "unsub remove removeme takemeoff donottext donttextme stoptexting stopit td"),
  ...entries("en", "hint", "wrongnumber leavemealone"),
  ...entries("fr", "alone", "arret arreter arretez desabonner desinscription desinscrire"),
  ...entries("es", "alone", "alto parar baja cancelar nomas detener"),
  ...entries("pt", "alone", "sair pare remover"),
  ...entries("de", "alone", "stopp abmelden abbestellen ende"),
  ...entries("it", "alone", "annulla cancellami disiscrivi"),
  ...entries("nl", "alone", "afmelden uitschrijven"),
  ...entries("pl", "alone", "wypisz rezygnuje"),
  ...entries("sv", "alone", "avsluta avslutt afmeld"),
];

export const startWords: readonly KeywordEntry[] = [
  ...entries("en", "alone", "start unstop join subscribe"),
  ...entries("fr", "alone", "nonarret"),
];

/** Consent only as the answer to a question: without a double opt-in pending, a yes is just a yes. */
export const yesWords: readonly KeywordEntry[] = [
  ...entries("en", "alone", "yes"),
  ...entries("fr", "alone", "oui"),
  ...entries("es", "alone", "si"),
  ...entries("pt", "alone", "sim"),
  ...entries("de", "alone", "ja"),
];

export const helpWords: readonly KeywordEntry[] = [
  ...entries("en", "alone", "help info"),
  ...entries("fr", "alone", "aide"),
  ...entries("es", "alone", "ayuda"),
  ...entries("pt", "alone", "ajuda"),
  ...entries("de", "alone", "hilfe"),
];

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Politeness around a keyword: "STOP please", "thanks, stop". */
export const courtesies = words("please pls plz thanks thank thx you ty now immediately asap ok okay sir madam");

/**
 * Of the words the law names, these mean nothing else when they open a short text. The others (cancel, end, quit,
 * revoke) have everyday objects, so what follows them has to be about messages.
 */
export const unmistakable = words("stop stopall unsubscribe optout");

export const aboutMessages = words(`
  it this that these those all any the my me us to from of for in on at a an and with your you more
  text texts texting txt txts message messages messaging msg msgs sms spam sending contacting
  alert alerts ad ads offers promotions marketing notifications subscription subscriptions membership list
  consent permission phone number
`);

/** Openings that only look like a STOP. Kept few: in doubt the opt-out wins. */
export const lookalikes: readonly string[] = [
  "stop by",
  "stop over",
  "stop sign",
  "stop light",
  "stop and shop",
  "end of",
];

/** Words before a STOP that turn it round: "don't stop". */
export const negations = words("dont not never cant wont nonstop");

/** Slips of the thumb that a reasonable person understands. */
export const misspellings: Readonly<Record<string, string>> = {
  sotp: "stop",
  stpo: "stop",
  tsop: "stop",
  stp: "stop",
  sop: "stop",
  atop: "stop",
  dtop: "stop",
  stoop: "stop",
  stip: "stop",
  stol: "stop",
  unsuscribe: "unsubscribe",
  unsubcribe: "unsubscribe",
  unsubscibe: "unsubscribe",
  unsubscribed: "unsubscribe",
  unscubscribe: "unsubscribe",
  cancle: "cancel",
  quite: "quit",
};
