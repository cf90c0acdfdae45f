import { formatDateTime, formatZone } from "@/lib/format";
import type { SubscriberDetail } from "@/lib/subscribers/views";
import { countryName } from "./country-names";

/** What is known of one person, narrow enough for a side column. */
export function SubscriberFacts({ subscriber, zone }: { subscriber: SubscriberDetail; zone: string }) {
  const { email, country, timeZone, attributes, createdAt } = subscriber;
  const facts = [
    { label: "E-mail", value: email || "–" },
    { label: "Country", value: country ? countryName(country) : "–" },
    { label: "Time zone", value: timeZone ? formatZone(timeZone) : "Not known: the country has several" },
    ...Object.entries(attributes).map(([name, value]) => ({ label: readable(name), value })),
    { label: "Added", value: formatDateTime(createdAt, zone) },
  ];
  return (
    <dl className="grid gap-2.5">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt className="text-sm text-ink-3">{label}</dt>
          <dd className="text-ink wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** favorite_class → Favorite class. */
function readable(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
