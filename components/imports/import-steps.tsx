import { CircleCheck, Columns3, ListChecks, Upload } from "lucide-react";
import { type Step, Steps } from "@/components/ui/steps";
import type { ImportStatus } from "@/lib/imports/status";

const steps = [
  { label: "File", icon: <Upload /> },
  { label: "Columns and consent", icon: <Columns3 /> },
  { label: "Preview", icon: <ListChecks /> },
  { label: "Result", icon: <CircleCheck /> },
];

const stepOf: Record<ImportStatus, number> = {
  uploading: 0,
  failed: 0,
  mapping: 1,
  canceled: 1,
  checking: 2,
  ready: 2,
  running: 3,
  done: 3,
};

/** `null` before there is an import. */
export function ImportSteps({ status }: { status: ImportStatus | null }) {
  const current = status === null ? 0 : stepOf[status];
  const stateOf = (index: number): Step["state"] => {
    if (index === current) return "current";
    return index < current ? "done" : "todo";
  };
  return <Steps label="Steps of the import" steps={steps.map((step, index) => ({ ...step, state: stateOf(index) }))} />;
}
