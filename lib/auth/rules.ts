/** How long things last, how often they may be tried, and what is no password. `now` is a parameter everywhere. */

const minute = 60_000;
const hour = 60 * minute;

/** A session ends when nobody used it for 12 hours, and after 14 days whatever happens. */
export const sessionIdleMs = 12 * hour;
export const sessionLifetimeMs = 14 * 24 * hour;
/** Being seen is written at most this often, so that reading pages costs no writes. */
export const sessionSeenEveryMs = minute;

export const signInWindowMs = 15 * minute;
/** Failures per window before waiting begins: one person's account, and a whole neighbourhood of addresses. */
export const signInLimits = { account: 5, address: 30 } as const;
/** The wait after the limit; it doubles with every further failure, up to the window. Never a lock-out. */
export const signInFirstDelayMs = minute;

/** In characters, as NIST 800-63B counts them. */
export const passwordLength = { min: 12, max: 256 } as const;

/** Null for a good one. No composition rules: length and not being everybody's guess is what helps. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length;
  if (length < passwordLength.min)
    return `Use at least ${passwordLength.min} characters; a few words make a good password.`;
  if (length > passwordLength.max) return `Use at most ${passwordLength.max} characters.`;
  if (isCommon(password)) return "This is among the first passwords anybody would try. Choose another one.";
  return null;
}

function isCommon(password: string): boolean {
  const plain = password.toLowerCase();
  const letters = plain.replace(/[^a-z]/g, "");
  return commonPasswords.has(plain) || commonWords.has(letters) || new Set(plain).size < 4 || isRun(plain);
}

/** 123456789012, abcdefghijkl and the like, in either direction. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((character, index) => character.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === 1 || step === -1 || step === 9 || step === -9);
}

/** Words that stay a bad password whatever digits and signs are put around them. */
const commonWords = new Set(
  `password passwort passwords passwordpassword qwerty qwertyuiop qwertyqwerty qwertyuiopasdf asdfghjkl asdfghjklqwertyuiop
  zxcvbnm qazwsx qazwsxedc qazwsxedcrfv letmein letmeinplease iloveyou iloveyouforever iloveu welcome welcomehome
  administrator admin adminadmin root changeme changemenow changethis secret secretpassword mypassword yourpassword
  newpassword defaultpassword thisismypassword passwordadmin adminpassword testtest testtesttest testpassword
  monkey dragon football baseball basketball sunshine princess superman batman trustno master shadow michael
  abcdefghijkl abcabcabcabc computer internet samsung google facebook liverpool manchesterunited tidings tidingsadmin
  tidingspassword tidingstidings smscampaign correcthorsebatterystaple hunter whatever summer winter spring autumn
  company companyname marketing marketer example exampleexample guest guestguest user username`.split(/\s+/),
);

/** Digits and patterns of the keyboard, twelve characters and longer. */
const commonPasswords = new Set(
  `112233445566 121212121212 123123123123 123321123321 123412341234 123451234512 123456123456 123456654321 123456789123
  123456789abc 123456789012 1234567890123 1234567890qwe 12345678901234567890 12345qwertyuiop 123qweasdzxc 123qwe123qwe
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i9o0p 1qaz1qaz1qaz 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc 147258369147
  159357159357 987654321012 a1b2c3d4e5f6 a1b2c3d4e5f6g7 abc123abc123 abcd1234abcd abcd12345678 asdf1234asdf asdfasdfasdf
  aa123456789a aa1234567890 p@ssw0rd1234 p@ssw0rd12345 p@ssword1234 passw0rd1234 pa55word1234 q1w2e3r4t5y6 qwe123qwe123
  qweasdzxc123 qweqweqweqwe qwer1234qwer qwerasdfzxcv qwerty123456 zaq12wsxcde3 zaq1xsw2cde3 zxcvbnm12345 !qaz2wsx#edc
  !@#$%^&*()_+ 1234qwerasdf 111222333444 102030405060 010203040506 696969696969`.split(/\s+/),
);
