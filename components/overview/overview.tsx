import { isHalted } from "@/components/control/words";
import type { CampaignRow } from "@/lib/campaigns/views";
import type { SendingControl } from "@/lib/control/views";
import type { ActivityDay, Connection, Figures, FirstSteps, Needs, Range } from "@/lib/reports/views";
import { ActivityCard } from "./activity-card";
import { CampaignsCard } from "./campaigns-card";
import { FigureTiles } from "./figures";
import { FirstStepsCard } from "./first-steps";
import { NeedsCard } from "./needs-card";
import { type Allowed, OverviewHeader } from "./overview-header";

type OverviewProps = {
  now: Date;
  zone: string;
  steps: FirstSteps;
  figures: Figures;
  days: readonly ActivityDay[];
  range: Range;
  needs: Needs;
  connection: Connection;
  control: SendingControl;
  campaigns: readonly CampaignRow[];
  allowed: Allowed;
  /** Address of the virtual phone while the simulator stands in for Sinch. */
  phoneHref: string | null;
};

/** Until the first campaign has left, the way there; from then on, how things stand. */
export function Overview(props: OverviewProps) {
  const { now, zone, steps, connection, control, allowed, phoneHref } = props;
  return (
    <>
      <OverviewHeader
        {...{ now, zone, connection, allowed }}
        isHalted={isHalted(control)}
        hasActions={steps.hasLaunched}
      />
      {steps.hasLaunched ? (
        <>
          <FigureTiles figures={props.figures} />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
            <ActivityCard days={props.days} range={props.range} />
            <NeedsCard {...{ needs: props.needs, connection, control, now, phoneHref }} />
          </div>
          <CampaignsCard rows={props.campaigns} zone={zone} />
        </>
      ) : (
        <FirstStepsCard {...{ steps, allowed, phoneHref }} isSimulated={connection.isSimulated} />
      )}
    </>
  );
}
