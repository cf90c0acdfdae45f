import { type CountryCode, Metadata } from "libphonenumber-js/max";

/**
 * The world's numbering plans as compiled patterns, one per country and made on first use. The data is Google's
 * (libphonenumber "max" metadata); compiling it once makes a check of a number a fraction of a microsecond, where the
 * library's own parser takes tens.
 */
export type NumberingPlan = {
  country: string;
  callingCode: string;
  /** Lengths of national numbers. */
  shortest: number;
  longest: number;
  lengths: ReadonlySet<number>;
  /** How the national number begins when that alone tells the country from others with its calling code. */
  leadingDigits: RegExp | null;
  /** What people dial before a national number at home, when plain digits; null when there is nothing to strip. */
  trunkPrefix: string | null;
  /** The plan rewrites numbers while parsing (carrier codes, Argentina's 15): only the library can do it. */
  isIntricate: boolean;
  /** Ranges where people receive texts; mobiles also on their own, to prefer them when digits can be read two ways. */
  textable: Ranges;
  mobile: Ranges;
  untextable: Ranges;
  general: RegExp;
};

type Ranges = readonly { lengths: ReadonlySet<number> | null; pattern: RegExp }[];

/** The part of the library's metadata reader that its typings leave out. What a plan lacks reads as 0 or undefined. */
type Described = { pattern(): string; possibleLengths(): number[] | undefined };
type Reader = {
  hasCountry(country: string): boolean;
  selectNumberingPlan(country: string): void;
  getCountryCodesForCallingCode(callingCode: string): string[] | undefined;
  numberingPlan: {
    callingCode(): string;
    nationalNumberPattern(): string;
    possibleLengths(): number[];
    nationalPrefixForParsing(): string | undefined;
    nationalPrefixTransformRule(): string | undefined;
    leadingDigits(): string | undefined;
    type(name: string): Described | undefined;
  };
};

const reader = new Metadata() as unknown as Reader;
const plans = new Map<string, NumberingPlan | null>();
const countries = new Map<string, readonly string[]>();

/** Landlines are in: many are text-enabled, and whether one is only the carrier knows. */
const textable = ["FIXED_LINE", "MOBILE", "VOIP", "PERSONAL_NUMBER", "TOLL_FREE", "PAGER", "UAN"];
const untextable = ["PREMIUM_RATE", "SHARED_COST", "VOICEMAIL"];

export function planOf(country: string): NumberingPlan | null {
  const known = plans.get(country);
  if (known !== undefined) return known;
  const plan = reader.hasCountry(country) ? compile(country) : null;
  plans.set(country, plan);
  return plan;
}

export function isNumberOf(plan: NumberingPlan, national: string): boolean {
  return plan.lengths.has(national.length) && plan.general.test(national) && isIn(plan.textable, national);
}

export function isMobileOf(plan: NumberingPlan, national: string): boolean {
  return isIn(plan.mobile, national);
}

export function isUntextableOf(plan: NumberingPlan, national: string): boolean {
  return isIn(plan.untextable, national);
}

function isIn(ranges: Ranges, national: string): boolean {
  return ranges.some(
    ({ lengths, pattern }) => (lengths === null || lengths.has(national.length)) && pattern.test(national),
  );
}

/** Countries that share a calling code, the main one first; empty for a code that no country has. */
export function countriesOfCallingCode(callingCode: string): readonly string[] {
  const known = countries.get(callingCode);
  if (known) return known;
  const found = (reader.getCountryCodesForCallingCode(callingCode) ?? []).filter((code) => /^[A-Z]{2}$/.test(code));
  countries.set(callingCode, found);
  return found;
}

/** The calling code that international digits begin with. No code is the beginning of another. */
export function callingCodeAtStartOf(digits: string): string | null {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length);
    if (countriesOfCallingCode(code).length > 0) return code;
  }
  return null;
}

/** The plan a national number is valid in, among those with this calling code. */
export function planOfNumber(callingCode: string, national: string): NumberingPlan | null {
  const plan = probablePlanOf(callingCode, national);
  return plan && isNumberOf(plan, national) ? plan : null;
}

/** The plan a national number belongs to by its first digits, even when nobody can have that very number. */
export function probablePlanOf(callingCode: string, national: string): NumberingPlan | null {
  for (const country of countriesOfCallingCode(callingCode)) {
    const plan = planOf(country);
    const isHere = plan?.leadingDigits ? plan.leadingDigits.test(national) : plan && isNumberOf(plan, national);
    if (plan && isHere) return plan;
  }
  return null;
}

function compile(country: string): NumberingPlan {
  reader.selectNumberingPlan(country as CountryCode);
  const source = reader.numberingPlan;
  const lengths = source.possibleLengths();
  const prefix = source.nationalPrefixForParsing() ?? "";
  const leadingDigits = source.leadingDigits();
  const isPlainPrefix = /^\d*$/.test(prefix);
  return {
    country,
    callingCode: source.callingCode(),
    shortest: Math.min(...lengths),
    longest: Math.max(...lengths),
    lengths: new Set(lengths),
    leadingDigits: leadingDigits ? new RegExp(`^(?:${leadingDigits})`) : null,
    trunkPrefix: isPlainPrefix && prefix !== "" ? prefix : null,
    isIntricate: !isPlainPrefix || Boolean(source.nationalPrefixTransformRule()),
    textable: textable.flatMap((name) => compileRange(source.type(name))),
    mobile: compileRange(mobileOf(source)),
    untextable: untextable.flatMap((name) => compileRange(source.type(name))),
    general: whole(source.nationalNumberPattern()),
  };
}

/** Where mobiles cannot be told from landlines (North America) the metadata has one pattern for both. */
function mobileOf(source: Reader["numberingPlan"]): Described | undefined {
  const mobile = source.type("MOBILE");
  return mobile?.pattern() ? mobile : source.type("FIXED_LINE");
}

function compileRange(type: Described | undefined): Ranges {
  if (!type?.pattern()) return [];
  const lengths = type.possibleLengths();
  return [{ lengths: lengths ? new Set(lengths) : null, pattern: whole(type.pattern()) }];
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}
