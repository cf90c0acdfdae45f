"use client";

import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import type { ComposerFacts } from "../types";
import type { ComposerState } from "../use-composer";
import { PlanCard } from "./plan-card";
import { ReviewChecks } from "./review-checks";
import { reviewFacts } from "./review-facts";
import { ReviewFigures } from "./review-figures";

/** Everything that will be true once the button is pressed, and what stands in its way. */
export function ReviewStep({ facts, state }: { facts: ComposerFacts; state: ComposerState }) {
  const { handle, count, preview, eligible, turns, now, problems, warnings, confirmed, confirm } = state;
  const { draft } = handle;
  const { messagesPerSecond, zone } = facts;
  return (
    <>
      <ReviewFigures facts={facts} split={count.data} preview={preview.data} />
      <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:items-start">
        <Card title="What goes out">
          <Facts items={reviewFacts(facts, draft, now)} />
        </Card>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5 max-lg:order-first">
          <ReviewChecks problems={problems} warnings={warnings} confirmed={confirmed} confirm={confirm} />
          <PlanCard {...{ draft, eligible, turns, messagesPerSecond, zone, now }} />
        </div>
      </div>
    </>
  );
}
