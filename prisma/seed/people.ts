import { cities, classes, firstNames, lastNames, numberRanges } from "./names";
import type { Random } from "./random";

export const personCount = 420;

export const tagNames = [
  "Newsletter",
  "Regulars",
  "VIP",
  "Workshops",
  "Sunday class",
  "New members",
  "New York",
  "Berlin",
  "Toronto",
  "Teachers",
] as const;
export type TagName = (typeof tagNames)[number];

export type Person = {
  phone: string;
  country: "US" | "CA" | "DE";
  firstName: string;
  lastName: string;
  email: string;
  attributes: Record<string, string>;
  hasConsent: boolean;
  /** How they agreed, word for word. */
  consent: string;
  /** Whether the number stopped working; Sinch reports it as such. */
  isGone: boolean;
  createdAt: Date;
  tags: TagName[];
};

const dayMs = 86_400_000;

/** In the order in which they joined, so that their ids rise with time as they do in life. */
export function makePeople(random: Random, now: Date): Person[] {
  const joined = Array.from({ length: personCount }, () => joinedAt(random, now)).sort((a, b) => +a - +b);
  const phones = new Set<string>();
  const emails = new Set<string>();
  return joined.map((createdAt) => makePerson(random, { now, createdAt, phones, emails }));
}

/** A bit more than half were there a year ago; the rest came since, in growing numbers. */
function joinedAt(random: Random, now: Date): Date {
  const daysAgo = random.chance(0.58) ? 366 + random.next() * 420 : 1 + 364 * random.next() ** 1.4;
  return new Date(now.getTime() - Math.round(daysAgo * dayMs));
}

type Setting = { now: Date; createdAt: Date; phones: Set<string>; emails: Set<string> };

function makePerson(random: Random, { now, createdAt, phones, emails }: Setting): Person {
  const country = random.chance(0.64) ? "US" : random.pick(["DE", "DE", "CA"] as const);
  const firstName = random.pick(firstNames[country]);
  const lastName = random.pick(lastNames[country]);
  const city = random.pick(cities[country]);
  const email = random.chance(0.74) ? unused(emails, emailOf(firstName, lastName)) : "";
  return {
    phone: freePhone(random, country, phones),
    country,
    firstName,
    // A few give no more than a first name.
    lastName: random.chance(0.05) ? "" : lastName,
    email,
    attributes: { city, favorite_class: random.pick(classes) },
    hasConsent: !random.chance(0.03),
    consent: random.pick(consents),
    isGone: random.chance(0.012),
    createdAt,
    tags: tagsOf(random, city, now.getTime() - createdAt.getTime()),
  };
}

const consents = [
  "Web form: “Yes, text me class news and offers from Acme Yoga, about 4 a month. Message and data rates may apply. Reply STOP to opt out.”",
  "Front desk, on paper: “I would like to receive texts from Acme Yoga about classes and offers. I can stop at any time by answering STOP.”",
  "Booking app, box ticked: “Text me reminders and news from Acme Yoga. Consent is not a condition of purchase. Reply STOP to opt out.”",
] as const;

function freePhone(random: Random, country: Person["country"], taken: Set<string>): string {
  for (;;) {
    const range = random.pick(numberRanges[country]);
    const last = String(random.between(0, 99)).padStart(2, "0");
    const phone = `${range}${country === "DE" ? "" : "1"}${last}`;
    if (taken.has(phone)) continue;
    taken.add(phone);
    return phone;
  }
}

function emailOf(firstName: string, lastName: string): string {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/[äöü]/g, (letter) => ({ ä: "ae", ö: "oe", ü: "ue" })[letter] ?? letter)
      .normalize("NFD")
      .replace(/[^a-z]/g, "");
  return `${plain(firstName)}.${plain(lastName)}`;
}

function unused(taken: Set<string>, name: string): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) candidate = `${name}${number}`;
  taken.add(candidate);
  return `${candidate}@example.com`;
}

function tagsOf(random: Random, city: string, memberForMs: number): TagName[] {
  const isRegular = random.chance(0.4);
  const places: Partial<Record<string, TagName>> = { Berlin: "Berlin", Potsdam: "Berlin", Toronto: "Toronto" };
  const place = places[city] ?? (["New York", "Brooklyn", "Queens"].includes(city) ? "New York" : null);
  const chosen: [TagName, boolean][] = [
    ["Newsletter", random.chance(0.82)],
    ["Regulars", isRegular],
    ["VIP", isRegular && random.chance(0.22)],
    ["Workshops", random.chance(0.28)],
    ["Sunday class", random.chance(isRegular ? 0.4 : 0.12)],
    ["New members", memberForMs < 60 * dayMs],
    ["Teachers", random.chance(0.03)],
  ];
  const tags = chosen.filter(([, isChosen]) => isChosen).map(([name]) => name);
  return place ? [...tags, place] : tags;
}
