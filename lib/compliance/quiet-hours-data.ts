import type { HolidayCalendar } from "./holidays";

/**
 * When marketing texts may arrive, by country and by state: data to be edited, not law. Where sources disagree the strictest
 * one stands, and the others in the note. A state's line comes on top of its country's: both have to allow a moment.
 * Hours are the recipient's own, "from-until": open from the first minute, closed from the last one on.
 */
export const quietHoursVersion = "2026-11-21";

export type Hours = `${number}:${number}-${number}:${number}` | "closed";

export type HoursRule = {
  weekdays: Hours;
  saturday: Hours;
  sunday: Hours;
  /** On holidays of `calendar`, whatever day of the week; without it they are days like others. */
  holiday?: Hours;
  calendar?: HolidayCalendar;
  source: string;
  note?: string;
};

const unitedStates: HoursRule = {
  weekdays: "09:00-20:00",
  saturday: "09:00-20:00",
  sunday: "12:00-20:00",
  holiday: "closed",
  calendar: "US",
  source: "47 CFR 64.1200(c)(1): 08-21; infolawgroup 2025-03-26, kleinmoynihan.com, fedsoc.org",
  note: "Narrower than the federal hours: a default that satisfies most states. Whether they bind texts with written consent is disputed.",
};

const france: HoursRule = {
  weekdays: "09:00-20:00",
  saturday: "09:00-20:00",
  sunday: "closed",
  holiday: "closed",
  calendar: "FR",
  source: "Code des postes L34-5; Klaviyo help 22:00, hexasms and lafabriquesms 20:00",
  note: "Until 20:00 or 22:00: the stricter one. When mornings begin the sources do not say: the general default.",
};

/** Wherever nothing else is known. */
export const generalHours: HoursRule = {
  weekdays: "09:00-20:00",
  saturday: "09:00-20:00",
  sunday: "09:00-20:00",
  source: "our own choice: hours at which nobody takes offence",
};

export const hoursByCountry: Readonly<Record<string, HoursRule>> = {
  US: unitedStates,
  PR: unitedStates,
  VI: unitedStates,
  GU: unitedStates,
  MP: unitedStates,
  AS: unitedStates,
  FR: france,
  GF: france,
  GP: france,
  MQ: france,
  RE: france,
  YT: france,
  BL: france,
  MF: france,
  PM: france,
};

const daily = (hours: Hours, source: string, note?: string): HoursRule => ({
  weekdays: hours,
  saturday: hours,
  sunday: hours,
  source,
  ...(note ? { note } : {}),
});

const tables = "referrizer, dropcowboy, clickpoint, Postscript (2025-11)";

export const hoursByState: Readonly<Record<string, HoursRule>> = {
  AL: { ...daily("08:00-20:00", "dropcowboy"), sunday: "closed", holiday: "closed", calendar: "US" },
  CT: daily("09:00-20:00", tables, "Postscript says 08-20."),
  FL: daily(
    "08:00-20:00",
    "Fla. Stat. 501.616(6); referrizer, dropcowboy, clickpoint",
    "Also at most 3 in 24 h on a subject.",
  ),
  KY: daily("10:00-21:00", "dropcowboy"),
  LA: { ...daily("08:00-20:00", "dropcowboy"), sunday: "closed", holiday: "closed", calendar: "US" },
  MA: daily("08:00-20:00", "dropcowboy"),
  MD: daily("08:00-20:00", tables, "Also at most 3 in 24 h."),
  MI: daily("09:00-21:00", "dropcowboy"),
  MN: daily("09:00-21:00", "dropcowboy"),
  MS: { ...daily("08:00-20:00", "dropcowboy"), sunday: "closed" },
  NJ: daily("08:00-20:00", tables, "Postscript says 08-21."),
  NM: daily("09:00-21:00", "dropcowboy"),
  NV: daily("09:00-20:00", "dropcowboy"),
  OK: daily(
    "08:00-20:00",
    "Okla. Stat. 15-775C.4; referrizer, dropcowboy, clickpoint",
    "Also at most 3 in 24 h on a subject.",
  ),
  PA: {
    ...daily("09:00-20:00", "dropcowboy, dnc calendar"),
    saturday: "closed",
    sunday: "closed",
    holiday: "closed",
    calendar: "US",
    note: "The sources name limits on Saturdays, Sundays and holidays without their hours: closed until somebody looks them up.",
  },
  RI: {
    weekdays: "09:00-18:00",
    saturday: "10:00-17:00",
    sunday: "closed",
    holiday: "closed",
    calendar: "US",
    source: tables,
    note: "Referrizer has weekends 10-17, other tables no Sunday and no holiday.",
  },
  SD: {
    ...daily("09:00-21:00", "SDCL 37-30-28"),
    saturday: "closed",
    sunday: "closed",
    note: "Written for automatic dialling: weekdays only.",
  },
  TX: { ...daily("09:00-21:00", "referrizer, varnumlaw, bloomreach; SB 140 from 2025-09-01"), sunday: "12:00-21:00" },
  UT: { ...daily("09:00-20:00", "dnc calendar"), holiday: "closed", calendar: "US", note: "Consent is exempt." },
  VA: daily("08:00-21:00", "mwcllc 2025-05-13"),
  WA: daily("08:00-20:00", "Postscript, OneText"),
};
