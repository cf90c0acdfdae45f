import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { helpWords, startWords, stopWords, yesWords } from "@/lib/compliance/keyword-data";
import { classifyKeyword, normalizeKeyword } from "@/lib/compliance/keywords";

function verdict(text: string): string {
  const { kind, confidence } = classifyKeyword(text);
  return kind === "none" ? "none" : `${kind} ${confidence}`;
}

describe("STOP, acted upon", () => {
  it.each(["STOP", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPT OUT", "STOPALL"])("%s", (word) => {
    for (const text of [word, word.toLowerCase(), ` ${word}. `, `${word}!!`, `"${word}"`, `${word} 🛑`, `${word}\n`]) {
      expect(classifyKeyword(text)).toMatchObject({ kind: "stop", confidence: "exact", language: "en" });
    }
  });

  it.each([
    "Stop!!",
    " STOP. ",
    "opt-out",
    "Opt_Out",
    "optout",
    "stop all",
    "ＳＴＯＰ",
    "S.T.O.P",
    "s t o p",
    "Stóp",
    "STOP STOP STOP",
    "stop, please",
    "Stop thanks",
    "stop texting me",
    "STOP sending me these messages",
    "stop for now",
    "Unsubscribe me from this list",
    "opt out please",
    "quit texting me",
    "cancel my subscription",
    "end all messages",
    "revoke my consent",
    "STOP\nSent from my iPhone",
    "cancel\n\nSent from my Galaxy, sorry for typos and all the rest",
    "Stop. I never signed up for this and I want you to leave me in peace for ever.",
    "remove me",
    "take me off",
    "do not text",
    "don't text me",
    "unsub",
    "TD",
  ])("%j", (text) => {
    expect(verdict(text)).toBe("stop exact");
  });

  it.each([
    ["ARRÊT", "fr"],
    ["arrêter", "fr"],
    ["Désabonner", "fr"],
    ["ALTO", "es"],
    ["Baja", "es"],
    ["No más", "es"],
    ["sair", "pt"],
    ["STOPP", "de"],
    ["abmelden!", "de"],
    ["disiscrivi", "it"],
    ["Afmelden", "nl"],
    ["wypisz", "pl"],
    ["rezygnuję", "pl"],
    ["avsluta", "sv"],
  ])("%j in %s", (text, language) => {
    expect(classifyKeyword(text)).toMatchObject({ kind: "stop", confidence: "exact", language });
  });
});

describe("STOP, for a person to look at", () => {
  it.each([
    "please stop",
    "pls unsubscribe me",
    "I want to opt out of this",
    "can you take me off your list",
    "wrong number",
    "Sorry, wrong number!",
    "leave me alone",
    "sotp",
    "Stoppp",
    "unsubcribe",
    "cancel my order",
    "end the sale already",
    "no more texts, stop",
    "stop me when you have heard this one already",
  ])("%j", (text) => {
    expect(verdict(text)).toBe("stop likely");
  });
});

describe("not a STOP", () => {
  it.each([
    "",
    "   ",
    "😀",
    "stop by tomorrow?",
    "Stop by the shop",
    "end of story",
    "don't stop",
    "never stop these deals",
    "Do not stop",
    "nonstop",
    "Thanks, see you at the bus shelter",
    "When does the sale end?",
    "Can I cancel the appointment that I made for next Tuesday?",
    "Liked “Sale today. Reply STOP to opt out”",
    'Emphasized "Sale! Reply STOP to opt out"',
    "yes",
    "No",
    "weekend plans",
  ])("%j", (text) => {
    expect(verdict(text)).toBe("none");
  });
});

describe("START and HELP", () => {
  it.each(["START", "start!", "Unstop", "un-stop", "SUBSCRIBE", "join", "NON ARRÊT", "Start start"])(
    "%j starts",
    (text) => {
      expect(verdict(text)).toBe("start exact");
    },
  );

  it.each(["start texting me", "subscribe me"])("%j needs a person", (text) => {
    expect(verdict(text)).toBe("start likely");
  });

  it.each(["HELP", "help?", "Info", "Help please", "AIDE", "ayuda", "Hilfe!"])("%j asks for help", (text) => {
    expect(verdict(text)).toBe("help exact");
  });

  it.each(["Can I start tomorrow?", "I need no help with that"])("%j is neither", (text) => {
    expect(verdict(text)).toBe("none");
  });

  it.each(["YES", "oui", "Sí!", "ja"])("%j starts only when a double opt-in is pending", (text) => {
    expect(classifyKeyword(text).kind).toBe("none");
    expect(classifyKeyword(text, { isYesAwaited: true })).toMatchObject({ kind: "start", confidence: "exact" });
  });

  it("never outranks a STOP", () => {
    for (const text of ["STOP START", "stop help", "stop yes please", "STOP. Start me again? No."]) {
      expect(classifyKeyword(text, { isYesAwaited: true }).kind).toBe("stop");
    }
  });
});

describe("any text", () => {
  it("classifies the same in any case, spacing and punctuation", () => {
    const word = fc.constantFrom("stop", "start", "help", "unsubscribe", "baja", "quit", "unstop", "arret");
    const edge = fc.string({ unit: fc.constantFrom(" ", ".", "!", "🛑", "\u00a0", "…", "-"), maxLength: 4 });
    const flips = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(word, edge, edge, flips, (keyword, before, after, upper) => {
        const cased = [...keyword].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join("");
        expect(classifyKeyword(before + cased + after)).toEqual(classifyKeyword(keyword));
        expect(classifyKeyword(keyword).keyword).toBe(keyword);
      }),
    );
  });

  it("is never taken for START by the words of another table", () => {
    for (const { word } of stopWords) expect(classifyKeyword(word, { isYesAwaited: true }).kind).toBe("stop");
  });

  it("does not throw, and names a keyword exactly when it found one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { kind, keyword } = classifyKeyword(text);
        expect(keyword === null).toBe(kind === "none");
      }),
    );
  });

  it("is classified fast, however long it is", () => {
    expect(verdict(`${"“".repeat(50_000)}stop`)).toBe("none");
    expect(verdict("stop ".repeat(20_000))).not.toBe("start exact");
  });
});

describe("the tables", () => {
  const all = [...stopWords, ...startWords, ...yesWords, ...helpWords];

  it("hold every word once", () => {
    expect(new Set(all.map(({ word }) => word)).size).toBe(all.length);
  });

  it("hold words as the text is normalised", () => {
    for (const { word } of all) expect(normalizeKeyword(word)).toBe(word);
  });
});
