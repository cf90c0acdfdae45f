import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import {
  callingCodeAtStartOf,
  countriesOfCallingCode,
  isMobileOf,
  isNumberOf,
  isUntextableOf,
  type NumberingPlan,
  planOf,
  planOfNumber,
} from "./numbering-plans";
import { readDigits } from "./phone-digits";
import type { PhoneProblem } from "./phone-problems";

export { type PhoneProblem, problemWords } from "./phone-problems";

/** A plus and 7 to 15 digits, calling code first. */
export type E164 = `+${string}`;

/** `country` is ISO 3166-1 alpha-2. */
export type PhoneResult = { ok: true; phone: E164; country: string } | { ok: false; problem: PhoneProblem };

const e164 = /^\+[1-9]\d{6,14}$/;
/** Digits of an E.164 number, calling code included. */
const longestNumber = 15;
const shortestNumber = 7;
/** Prefixes abolished after the calling code that old address books still carry: Mexico's +52 1, gone since 2020. */
const retiredPrefixes: Readonly<Record<string, string>> = { MX: "1" };

/**
 * Any spelling of a phone number → E.164, or the reason why not. Without a plus, digits are read as a number of the
 * default country; when they cannot be a mobile there, as an international number that lost its plus in an export.
 * Its own output comes out unchanged.
 */
export function parsePhone(raw: string, defaultCountry: string | null): PhoneResult {
  if (e164.test(raw)) return parseInternational(raw.slice(1));
  const read = readDigits(raw);
  if (!read.ok) return read;
  const { digits, isInternational } = read;
  if (isInternational) return parseInternational(digits);
  if (digits.startsWith("00")) return parseInternational(digits.slice(2));
  const plan = defaultCountry === null ? null : planOf(defaultCountry);
  if (!plan) return parseInternational(digits);
  return parseWithoutPlus(digits, plan);
}

export function isE164(text: string): text is E164 {
  return e164.test(text);
}

function parseWithoutPlus(digits: string, plan: NumberingPlan): PhoneResult {
  const national = parseNational(digits, plan);
  if (national.ok && isMobile(national.phone, national.country)) return national;
  // 011 is what North Americans dial before an international number.
  const isDialledAbroad = plan.callingCode === "1" && digits.startsWith("011");
  const international = parseInternational(isDialledAbroad ? digits.slice(3) : digits);
  if (isDialledAbroad) return international.ok || !national.ok ? international : national;
  if (!national.ok) return international.ok ? international : national;
  // 4915123456789 in Germany could be a landline in Leer; it is a mobile that lost its plus.
  return international.ok && isMobile(international.phone, international.country) ? international : national;
}

function isMobile(phone: E164, country: string): boolean {
  const plan = planOf(country);
  return plan !== null && isMobileOf(plan, phone.slice(1 + plan.callingCode.length));
}

function parseInternational(digits: string): PhoneResult {
  const callingCode = callingCodeAtStartOf(digits);
  if (callingCode === null) {
    return { ok: false, problem: digits.length < shortestNumber ? "too_short" : "unknown_country" };
  }
  const national = digits.slice(callingCode.length);
  const plan = planOfNumber(callingCode, national);
  if (plan) return success(plan, national);
  return repairInternational(digits, callingCode, national);
}

/** "+49 0151 …": people leave the prefix in that is dialled at home only. */
function repairInternational(digits: string, callingCode: string, national: string): PhoneResult {
  const main = mainPlan(callingCode);
  if (!main) return { ok: false, problem: "unknown_country" };
  const prefix = retiredPrefixes[main.country] ?? main.trunkPrefix;
  const stripped = prefix && national.startsWith(prefix) ? national.slice(prefix.length) : null;
  const plan = stripped === null ? null : planOfNumber(callingCode, stripped);
  if (plan && stripped !== null) return success(plan, stripped);
  const read = main.isIntricate ? parseWithLibrary(`+${digits}`, undefined) : null;
  return read ?? failure(main, stripped ?? national);
}

function parseNational(digits: string, plan: NumberingPlan): PhoneResult {
  if (plan.isIntricate) return parseWithLibrary(digits, plan.country) ?? failure(plan, digits);
  const prefix = plan.trunkPrefix;
  const stripped = prefix && digits.startsWith(prefix) ? digits.slice(prefix.length) : null;
  for (const national of stripped === null ? [digits] : [stripped, digits]) {
    const found = isNumberOf(plan, national) ? plan : planOfNumber(plan.callingCode, national);
    if (found) return success(planOfNumber(plan.callingCode, national) ?? found, national);
  }
  return failure(plan, stripped ?? digits);
}

/** Null when the library cannot read it either; what it reads is checked like any other international number. */
function parseWithLibrary(text: string, country: string | undefined): PhoneResult | null {
  const found = parsePhoneNumberFromString(text, country as CountryCode | undefined);
  if (!found) return null;
  const digits = found.number.slice(1);
  const callingCode = found.countryCallingCode;
  const plan = planOfNumber(callingCode, digits.slice(callingCode.length));
  return plan ? success(plan, digits.slice(callingCode.length)) : null;
}

function mainPlan(callingCode: string): NumberingPlan | null {
  return planOf(countriesOfCallingCode(callingCode)[0] ?? "");
}

function success(plan: NumberingPlan, national: string): PhoneResult {
  const digits = plan.callingCode + national;
  if (digits.length < shortestNumber) return { ok: false, problem: "too_short" };
  if (digits.length > longestNumber) return { ok: false, problem: "too_long" };
  return { ok: true, phone: `+${digits}`, country: plan.country };
}

function failure(plan: NumberingPlan, national: string): PhoneResult {
  if (national.length < plan.shortest) return { ok: false, problem: "too_short" };
  if (national.length > Math.min(plan.longest, longestNumber - plan.callingCode.length)) {
    return { ok: false, problem: "too_long" };
  }
  return { ok: false, problem: isUntextableOf(plan, national) ? "not_textable" : "impossible" };
}
