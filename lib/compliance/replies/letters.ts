/** Letters that stand for others. Sources: Unicode TR39 confusables (the usual ones), the key rows of the national keyboards. */

/** Letters of other scripts that look like Latin ones, in small letters. */
export const lookalikes: Readonly<Record<string, string>> = pairs(
  "а a е e о o р p с c у y х x ѕ s і i ј j т t к k м m н h в b ԁ d ɡ g ԛ q ѵ v г r п n ш w " +
    "α a β b ε e ι i κ k ν v ο o ρ p τ t υ u χ x η n σ s ς s π p μ m γ y λ l δ d θ o " +
    "ℓ l ı i ɑ a ո n օ o ս u һ h ʏ y ꜱ s ᴛ t ᴏ o ᴘ p ᴜ u ɴ n ʙ b ᴄ c ʀ r ɪ i ᴇ e ᴀ a",
);

/** Latin letters in a Cyrillic word. */
export const backwards: Readonly<Record<string, string>> = pairs("a а e е o о p р c с y у x х k к m м t т h н b в i і");

export const leetspeak: Readonly<Record<string, string>> = pairs("0 o 1 i 3 e 4 a 5 s 7 t 8 b $ s @ a + t | l ! i");

/** Latin letters that Unicode does not take apart. */
export const unaccented: Readonly<Record<string, string>> = pairs("ø o æ ae ß ss ł l œ oe đ d ð d þ th ı i");

const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** The key rows of other keyboards, in the order of the Latin keys. */
const rows: readonly string[] = [
  "йцукенгшщзхъфывапролджэячсмитьбю",
  "йцукенгшщзхїфівапролджєячсмитьбю",
  ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,.",
  "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةو",
  "/'קראטוןםפ[]שדגכעיחלךף,זסבהנמצתץ",
];

export const keyboards: readonly ReadonlyMap<string, string>[] = rows.map(
  (row) => new Map([...row].map((letter, at) => [latinKeys[at] ?? "", letter])),
);

/** What the same fingers would have typed on each of the other keyboards, and from each of them on a Latin one. */
export function typedElsewhere(word: string): string[] {
  const there = keyboards.map((keys) => translate(word, keys));
  const back = keyboards.map((keys) => translate(word, new Map([...keys].map(([latin, other]) => [other, latin]))));
  const korean = word === "stop" ? ["ㄴ새ㅔ".normalize("NFKC")] : [];
  return [...there, ...back, ...korean].filter((typed): typed is string => typed !== null && typed !== word);
}

function translate(word: string, keys: ReadonlyMap<string, string>): string | null {
  const typed = [...word].map((letter) => keys.get(letter));
  return typed.every((letter) => letter !== undefined) ? typed.join("") : null;
}

function pairs(list: string): Record<string, string> {
  const parts = list.split(" ");
  return Object.fromEntries(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? ""]] : [])));
}
