import type { Person } from "./people";
import type { Random } from "./random";

/** Opt-outs that no campaign caused: told at the front desk, brought from the former system, reported by the network. */
export type Leaver = { phone: string; source: "admin" | "import" | "provider"; wording: string; at: Date };

const stories: Omit<Leaver, "phone" | "at">[] = [
  { source: "admin", wording: "Asked at the front desk not to be texted any more." },
  { source: "admin", wording: "Wrote by e-mail: “Please take my number off your texts.”" },
  { source: "admin", wording: "Called: moved away, does not want class news." },
  { source: "import", wording: "Marked as “do not text” in the former booking system." },
  { source: "import", wording: "Marked as “do not text” in the former booking system." },
  { source: "provider", wording: "The network reports an opt-out (code 255)." },
];

/** Two numbers that are no subscribers show that the list is one of numbers, not of people. */
const strangers: Leaver["phone"][] = ["+12065550142", "+13035550187"];

const dayMs = 86_400_000;

export function makeLeavers(random: Random, people: readonly Person[], now: Date): Leaver[] {
  const longTime = people.filter(({ createdAt, hasConsent }) => hasConsent && now.getTime() - +createdAt > 366 * dayMs);
  const at = () => new Date(now.getTime() - random.between(5, 300) * dayMs - random.between(0, 40_000) * 1_000);
  const known = stories.map((story, index) => ({ ...story, phone: longTime[index * 17]?.phone ?? "", at: at() }));
  const unknown = strangers.map((phone) => ({
    phone,
    source: "import" as const,
    wording: "Marked as “do not text” in the former booking system.",
    at: at(),
  }));
  return [...known.filter(({ phone }) => phone !== ""), ...unknown];
}
