import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { classifyReply } from "@/lib/compliance/replies/classify";
import { languages } from "@/lib/compliance/replies/languages";
import { allWordsOf } from "@/lib/compliance/replies/pattern";
import { helpWords, startWords, yesWords } from "@/lib/compliance/replies/request-words";
import { commandWords } from "@/lib/compliance/replies/vocabulary";

type Outcome = "sure" | "likely" | "no";
type Labelled = [outcome: Outcome, text: string, kind: string];

const folder = join(import.meta.dirname, "../../corpus/replies/open");

/** What is promised for texts that were never seen, in hundredths of all that ask to stop: seen ones have to do no worse. */
const noticed: Record<string, number> = {
  en: 99,
  ...Object.fromEntries(["fr", "es", "de", "pt", "it", "nl", "pl"].map((code) => [code, 97])),
  ...Object.fromEntries(["sv", "no", "da"].map((code) => [code, 90])),
  ...Object.fromEntries(["ru", "zh", "ja", "ar", "hi"].map((code) => [code, 80])),
};

function verdict(text: string): string {
  const { outcome, request } = classifyReply(text);
  return outcome === "no" ? request : outcome;
}

describe.each(readdirSync(folder))("the labelled replies of %s", (file) => {
  const labelled = JSON.parse(readFileSync(join(folder, file), "utf8")) as Labelled[];
  const judged = labelled.map(([wanted, text]) => ({ wanted, text, outcome: classifyReply(text).outcome }));
  const of = (wanted: Outcome) => judged.filter((reply) => reply.wanted === wanted);
  const share = (part: unknown[], whole: unknown[]) => (100 * part.length) / Math.max(1, whole.length);

  it("are acted upon only where they are sure", () => {
    expect(judged.filter(({ wanted, outcome }) => outcome === "sure" && wanted !== "sure")).toEqual([]);
  });

  it("are noticed where they ask to stop", () => {
    const asking = [...of("sure"), ...of("likely")];
    const missed = asking.filter(({ outcome }) => outcome === "no");
    expect(100 - share(missed, asking), JSON.stringify(missed)).toBeGreaterThanOrEqual(
      noticed[file.slice(0, 2)] ?? 100,
    );
  });

  it("rarely trouble a person without need", () => {
    const needless = of("no").filter(({ outcome }) => outcome === "likely");
    expect(share(needless, of("no")), JSON.stringify(needless)).toBeLessThanOrEqual(10);
  });

  it("are acted upon where they are sure", () => {
    const acted = of("sure").filter(({ outcome }) => outcome === "sure");
    expect(share(acted, of("sure"))).toBeGreaterThanOrEqual(file === "en.json" ? 95 : 90);
  });
});

describe("STOP, acted upon", () => {
  it.each(["STOP", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPT OUT", "STOPALL"])("%s", (word) => {
    for (const text of [word, word.toLowerCase(), ` ${word}. `, `${word}!!`, `"${word}"`, `${word} 🛑`, `${word}\n`]) {
      expect(classifyReply(text)).toMatchObject({ outcome: "sure", request: "stop" });
    }
  });

  it.each([
    ["punctuation and case", ["Stop!!", " STOP. ", "opt-out", "Opt_Out", "optout", "stop all", "STOP STOP STOP"]],
    ["letters of other kinds", ["ＳＴＯＰ", "Stóp", "ЅТОР", "ST0P", "$top", "s̶t̶o̶p̶", "unѕubscribe", "ⓈⓉⓄⓅ"]],
    ["letters apart or repeated", ["S.T.O.P", "s t o p", "STOOOOP", "Stoppp", "st op", "s t o p   t e x t i n g"]],
    ["other keyboards", ["ыещз", "іещз", "στοπ", "דאםפ", "سفخح", "jngbcrf"]],
    ["slips", ["sotp", "stpo", "unsubcribe", "unsuscribe", "take me of your list"]],
    ["courtesy", ["stop, please", "Stop thanks", "please stop", "Good morning, unsubscribe please, have a lovely day"]],
    ["signatures", ["STOP\nSent from my iPhone", "cancel\n\nSent from my Galaxy", "Stop\nEnvoyé de mon iPhone"]],
    [
      "verb and object",
      ["stop texting me", "Do not contact me", "Please remove my number", "can you take me off your list"],
    ],
    ["consent", ["revoke my consent", "I do not consent to these texts", "Ich widerrufe meine Einwilligung"]],
    [
      "no more",
      ["no more texts", "I don't want any more texts", "plus de sms svp", "keine SMS mehr", "nie chcę więcej smsów"],
    ],
    [
      "an earlier one",
      ["I already said stop", "How many times do I have to text STOP?", "What part of STOP don't you understand"],
    ],
    ["a sentence before more", ["Stop. I never signed up for this and I want you to leave me in peace for ever."]],
    ["short ones", ["remove me", "do not text", "don't text me", "unsub", "TD", "stop for now"]],
  ])("%s", (_, texts) => {
    for (const text of texts) expect([text, verdict(text)]).toEqual([text, "sure"]);
  });

  it.each([
    ["ARRÊT", "fr"],
    ["arrêter", "fr"],
    ["Désabonner", "fr"],
    ["Baja", "es"],
    ["sair", "pt"],
    ["abmelden!", "de"],
    ["disiscrivi", "it"],
    ["Afmelden", "nl"],
    ["wypisz", "pl"],
    ["rezygnuję", "pl"],
    ["avsluta", "sv"],
    ["отписаться", "ru"],
    ["退订", "zh"],
    ["配信停止", "ja"],
    ["إلغاء الاشتراك", "ar"],
    ["बंद करो", "hi"],
  ])("%s in %s", (text, language) => {
    expect(classifyReply(text)).toMatchObject({ outcome: "sure", language });
  });

  it("says why in a line that a person understands", () => {
    expect(classifyReply("please take me off your mailing list").because).toBe("take … off … mailing list");
    expect(classifyReply("STOP").because).toBe("stop as a command");
  });
});

describe("for a person to look at", () => {
  it.each([
    ["another owner", ["wrong number", "Sorry, wrong number!", "who is this?", "falsche Nummer"]],
    ["anger", ["leave me alone", "laissez-moi tranquille", "not interested"]],
    ["a question about it", ["How do I stop these?", "What happens if I reply STOP?", "Wie melde ich mich ab?"]],
    [
      "an hour or a kind",
      ["Stop texting me at 6 in the morning!!", "stop emailing me", "no more texts after 9pm please"],
    ],
  ])("%s", (_, texts) => {
    for (const text of texts) expect([text, verdict(text)]).toEqual([text, "likely"]);
  });
});

describe("not a STOP", () => {
  it.each([
    ["nothing", ["", "   ", "😀", "yes", "No", "weekend plans", "nonstop"]],
    ["other stops", ["stop by tomorrow?", "Stop by the shop", "bus stop", "stop payment", "end of story"]],
    [
      "its opposite",
      ["don't stop", "never stop these deals", "Do not stop", "please don't unsubscribe me", "can't stop laughing"],
    ],
    [
      "other objects",
      ["cancel my order", "Can I cancel the appointment that I made for next Tuesday?", "When does the sale end?"],
    ],
    ["our own words", ["Liked “Sale today. Reply STOP to opt out” love it", "> Reply STOP to opt out\nYes!"]],
  ])("%s", (_, texts) => {
    for (const text of texts) expect([text, classifyReply(text).outcome]).toEqual([text, "no"]);
  });

  it("is a manner of speaking beside eagerness", () => {
    expect(classifyReply("Stop the pipeline! Count me in").outcome).toBe("no");
  });
});

describe("START and HELP", () => {
  it.each(["START", "start!", "Unstop", "un-stop", "SUBSCRIBE", "join", "NON ARRÊT", "Start start"])(
    "%j starts",
    (text) => {
      expect(verdict(text)).toBe("start");
    },
  );

  it.each(["HELP", "help?", "Info", "Help please", "AIDE", "ayuda", "Hilfe!"])("%j asks for help", (text) => {
    expect(verdict(text)).toBe("help");
  });

  it.each(["Can I start tomorrow?", "I need no help with that", "start texting me"])("%j is neither", (text) => {
    expect(verdict(text)).toBe("none");
  });

  it.each(["YES", "oui", "Sí!", "ja"])("%j starts only when a double opt-in is pending", (text) => {
    expect(classifyReply(text).request).toBe("none");
    expect(classifyReply(text, { isYesAwaited: true }).request).toBe("start");
  });

  it("never outranks a STOP, wherever it stands", () => {
    const below = ["START\nSTOP", "Join\nno wait, stop", "HELP\nunsubscribe", "YES. Actually stop"];
    for (const text of ["STOP START", "stop help", "stop yes please", "STOP. Start me again? No.", ...below]) {
      expect([text, classifyReply(text, { isYesAwaited: true }).request]).toEqual([text, "stop"]);
    }
  });
});

describe("any text", () => {
  it("is judged the same in any case, spacing and punctuation", () => {
    const word = fc.constantFrom("stop", "start", "help", "unsubscribe", "baja", "quit", "unstop", "arret");
    const edge = fc.string({ unit: fc.constantFrom(" ", ".", "!", "\u00a0", "…"), maxLength: 4 });
    const flips = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(word, edge, edge, flips, (keyword, before, after, upper) => {
        const cased = [...keyword].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join("");
        expect(classifyReply(before + cased + after)).toEqual(classifyReply(keyword));
        expect(classifyReply(keyword).keyword).toBe(keyword);
      }),
    );
  });

  it("stays a STOP whatever line is written around it", () => {
    const line = fc.constantFrom("Thanks", "START", "Hi there", "Sent from my iPhone", "see you", "HELP", "");
    fc.assert(
      fc.property(line, line, (above, below) => {
        expect(classifyReply(`${above}\nSTOP\n${below}`).outcome).toBe("sure");
      }),
    );
  });

  it("does not throw, and says what it asks for exactly when it found something", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { outcome, request, because } = classifyReply(text);
        expect(outcome === "no").toBe(request !== "stop");
        expect(because).not.toBe("");
      }),
    );
  });

  it("is judged fast, however long it is", () => {
    const texts = ["“".repeat(50_000), "stop ".repeat(20_000), "ok but ".repeat(20_000), "please no ".repeat(9_000)];
    const before = performance.now();
    for (const text of texts) classifyReply(text);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe("the tables", () => {
  test("name their source, and every language has words for the shared grammar", () => {
    for (const language of languages) {
      expect(language.source).not.toBe("");
      expect(allWordsOf(language).length).toBeGreaterThan(80);
    }
  });

  test("hold no word of START, HELP or yes among those of STOP", () => {
    for (const { words } of [...startWords, ...yesWords, ...helpWords])
      for (const word of words) expect(commandWords.has(word)).toBe(false);
  });
});
