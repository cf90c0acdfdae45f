export const phoneProblems = [
  "empty",
  "not_a_number",
  "scientific",
  "extension",
  "several",
  "too_short",
  "too_long",
  "unknown_country",
  "impossible",
  "not_textable",
] as const;
export type PhoneProblem = (typeof phoneProblems)[number];

/** What to tell the person whose file or form it is. */
export const problemWords: Record<PhoneProblem, string> = {
  empty: "There is no phone number.",
  not_a_number: "This is not a phone number.",
  scientific:
    "A spreadsheet shortened this number and lost its last digits. Format the column as text and export again.",
  extension: "Numbers with an extension cannot receive texts.",
  several: "There is more than one number here. Put each in a row of its own.",
  too_short: "The number is too short.",
  too_long: "The number is too long.",
  unknown_country: "No country has this calling code. Add the calling code, or choose a default country.",
  impossible: "Nobody can have this number: the country has no such range, or a digit is missing or too many.",
  not_textable: "Premium-rate, shared-cost and voicemail numbers cannot receive texts.",
};
