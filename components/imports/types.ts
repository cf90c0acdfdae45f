import type { ServerAction } from "@/components/ui/server-action";
import type { RowOutcome } from "@/lib/imports/rules";
import type { ImportOptions } from "@/lib/imports/schema";
import type { ImportDetail, ProblemRow } from "@/lib/imports/views";
import type { TagRow } from "@/lib/tags/views";

export type ImportActions = {
  check: ServerAction<{ id: number; options: ImportOptions }, void>;
  revise: ServerAction<{ id: number }, void>;
  start: ServerAction<{ id: number }, void>;
  cancel: ServerAction<{ id: number }, void>;
};

export type ImportScreenProps = {
  found: ImportDetail;
  sample: string[][];
  tags: TagRow[];
  problems: ProblemRow[];
  outcome: RowOutcome;
  defaultCountry: string;
  zone: string;
  /** The UTC day, for the date of consent. */
  today: string;
  actions: ImportActions;
};
