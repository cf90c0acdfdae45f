"use client";

import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import type { Guards } from "@/lib/campaigns/schema";
import type { Turns } from "@/lib/campaigns/views";
import { waitingWords } from "./when-words";

type QuietHoursCardProps = {
  hasQuietHours: boolean;
  guards: Guards;
  onChange: (guards: Guards) => void;
  eligible: number | null;
  turns: Turns | null;
  zone: string;
  now: Date;
};

/** Whether people may be texted at night, and what that means here. */
export function QuietHoursCard(props: QuietHoursCardProps) {
  const { hasQuietHours, guards, onChange, eligible, turns, zone, now } = props;
  if (!hasQuietHours) {
    return (
      <Card title="Quiet hours">
        <p className="text-ink-2">Off for this installation: texts leave at any hour of the day or night.</p>
      </Card>
    );
  }
  const { ignoresQuietHours } = guards;
  return (
    <Card title="Quiet hours">
      <div className="grid gap-4">
        <p className="text-ink-2">
          {ignoresQuietHours
            ? "Not for this campaign: texts leave at any hour of the day or night."
            : "On: nobody is texted when it is too early or too late where they are."}{" "}
          <span role="status">
            {turns && eligible && !ignoresQuietHours ? waitingWords(turns, eligible, zone, now) : null}
          </span>
        </p>
        <Checkbox
          label="This is not marketing: may go out at any hour"
          hint="An appointment that moved, a door code, a storm warning."
          checked={ignoresQuietHours}
          onChange={(event) => onChange({ ...guards, ignoresQuietHours: event.target.checked })}
        />
        {ignoresQuietHours ? (
          <Callout tone="warn" title="Marketing at night is unlawful in many places">
            In the United States it may cost $500 a text. You confirm once more before it is sent that this is none.
          </Callout>
        ) : null}
      </div>
    </Card>
  );
}
