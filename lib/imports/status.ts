/**
 * The life of an import, as a table: from each status the ones that may follow, with what such a move is called. `move.ts` is the only
 * writer, and the database refuses a move that stands here not. Nothing is written to subscribers before `running`; a check may be
 * thrown away and done again with other columns.
 */
export const importStatuses = [
  "uploading",
  "mapping",
  "checking",
  "ready",
  "running",
  "done",
  "failed",
  "canceled",
] as const;
export type ImportStatus = (typeof importStatuses)[number];

export const importTransitions: Record<ImportStatus, Partial<Record<ImportStatus, string>>> = {
  uploading: { mapping: "uploaded", failed: "failed" },
  mapping: { checking: "check_began", canceled: "canceled", failed: "failed" },
  checking: { ready: "checked", mapping: "revised", canceled: "canceled", failed: "failed" },
  ready: { running: "started", mapping: "revised", canceled: "canceled", failed: "failed" },
  running: { done: "done" },
  done: {},
  failed: {},
  canceled: {},
};

export function canBecome(from: ImportStatus, to: ImportStatus): boolean {
  return importTransitions[from][to] !== undefined;
}

/** The statuses from which `to` can be reached, for a compare-and-swap. */
export function statusesBefore(to: ImportStatus): ImportStatus[] {
  return importStatuses.filter((from) => canBecome(from, to));
}

export function isFinished(status: ImportStatus): boolean {
  return Object.keys(importTransitions[status]).length === 0;
}

/** The page of such an import changes by itself. */
export function isWorking(status: ImportStatus): boolean {
  return status === "uploading" || status === "checking" || status === "running";
}
