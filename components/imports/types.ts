import type { Ask } from "@/components/ui/ask";
import type { RowOutcome } from "@/lib/imports/rules";
import type { ImportOptions } from "@/lib/imports/schema";
import type { ImportDetail, ProblemRow } from "@/lib/imports/views";
import type { TagRow } from "@/lib/tags/views";

export type ImportAsks = {
  check: Ask<{ id: number; options: ImportOptions }, void>;
  revise: Ask<{ id: number }, void>;
  start: Ask<{ id: number }, void>;
  cancel: Ask<{ id: number }, void>;
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
  asks: ImportAsks;
};
