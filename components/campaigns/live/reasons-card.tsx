import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/button";
import { Card, CardRow, CardRows } from "@/components/ui/card";
import type { ReasonCount } from "@/lib/campaigns/views";
import { formatCount } from "@/lib/format";
import { people } from "./figures";

type ReasonsCardProps = {
  title: string;
  reasons: readonly ReasonCount[];
  /** The recipients behind it. */
  href: string;
  /** Said when there is none. */
  none: string;
  /** What can be done about it. */
  action?: ReactNode;
  className?: string;
};

/** Why people were not reached, or not texted, in plain words; the provider's codes only as a footnote. */
export function ReasonsCard({ title, reasons, href, none, action, className }: ReasonsCardProps) {
  const total = reasons.reduce((sum, reason) => sum + reason.people, 0);
  return (
    <Card
      padded={false}
      title={title}
      {...(className ? { className } : {})}
      {...(total > 0
        ? {
            actions: (
              <TextLink href={href} scroll={false}>
                {people(total)}
              </TextLink>
            ),
          }
        : {})}
    >
      {total === 0 ? (
        <p className="flex items-center gap-2 border-t px-5 py-4 text-ink-2">
          <CircleCheck aria-hidden className="text-ok" />
          {none}
        </p>
      ) : (
        <CardRows className="border-t">
          {reasons.map((reason) => (
            <CardRow
              key={reason.title}
              title={reason.title}
              description={advise(reason)}
              end={formatCount(reason.people)}
            />
          ))}
        </CardRows>
      )}
      {action ? <div className="border-t px-5 py-4">{action}</div> : null}
    </Card>
  );
}

function advise({ advice, codes }: ReasonCount): string {
  if (codes.length === 0) return advice;
  return `${advice} (Sinch: ${codes.slice(0, 4).join(", ")})`.trim();
}
