import { callAction } from "@/components/ui/server-action";
import type { Draft } from "@/lib/campaigns/schema";
import type { CampaignDraft } from "@/lib/campaigns/views";
import type { Failure } from "@/lib/result";
import type { ComposerActions } from "./types";

export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "dirty" }
  | { kind: "saving" }
  | { kind: "failed"; message: string }
  | { kind: "conflict"; message: string; theirs: CampaignDraft };

const restMs = 700;
const retryMs = [2_000, 5_000, 10_000, 20_000];

export function contentOf({ name, body, audience, timing, guards }: Draft): Draft {
  return { name, body, audience, timing, guards };
}

function wordsFor({ code, fields, message }: Failure): string {
  if (code === "unavailable") return "Tidings does not answer; it tries again by itself.";
  return Object.values(fields)[0] ?? message;
}

/**
 * A draft that saves itself a moment after the last change, one save at a time. A save that fails is kept and tried
 * again; one that would overwrite somebody else's waits for a decision. Nothing typed is ever thrown away unasked.
 */
export class Saver {
  private draft: Draft;
  private version: number;
  private isDirty = false;
  private failures = 0;
  private running: Promise<number | null> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private theirs: CampaignDraft | null = null;

  constructor(
    private readonly initial: CampaignDraft,
    private readonly actions: Pick<ComposerActions, "save" | "read">,
    private readonly tell: (state: SaveState) => void,
    private readonly tellVersion: (version: number) => void,
  ) {
    this.draft = contentOf(initial);
    this.version = initial.version;
  }

  change(part: Partial<Draft>) {
    this.draft = { ...this.draft, ...part };
    this.isDirty = true;
    if (this.theirs) return;
    if (!this.running) this.tell({ kind: "dirty" });
    this.saveIn(restMs);
  }

  async flush(): Promise<number | null> {
    clearTimeout(this.timer);
    while (this.isDirty && !this.theirs) {
      this.running ??= this.saveOnce().finally(() => {
        this.running = null;
      });
      if ((await this.running) === null) return null;
    }
    return this.theirs ? null : this.version;
  }

  keepMine() {
    if (!this.theirs) return;
    this.version = this.theirs.version;
    this.theirs = null;
    this.isDirty = true;
    void this.flush();
  }

  takeTheirs(): Draft {
    const { theirs } = this;
    if (!theirs) return this.draft;
    this.theirs = null;
    this.isDirty = false;
    this.draft = contentOf(theirs);
    this.settle(theirs.version, theirs.savedAt);
    return this.draft;
  }

  private saveIn(ms: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async saveOnce(): Promise<number | null> {
    this.isDirty = false;
    this.tell({ kind: "saving" });
    const target = { campaignId: this.initial.id };
    const result = await callAction(this.actions.save, { ...this.draft, ...target, version: this.version });
    if (result.ok) {
      this.failures = 0;
      this.settle(result.data.version, result.data.savedAt);
      return this.version;
    }
    this.isDirty = true;
    if (result.error.code === "conflict" && (await this.meet(result.error.message))) return null;
    this.tell({ kind: "failed", message: wordsFor(result.error) });
    // What is not valid will not become valid by waiting: the next change tries again.
    if (result.error.code !== "invalid") this.saveIn(retryMs[Math.min(this.failures++, retryMs.length - 1)] ?? restMs);
    return null;
  }

  private settle(version: number, at: string) {
    this.version = version;
    this.tellVersion(version);
    this.tell({ kind: "saved", at });
  }

  /** Somebody else's draft, to be looked at before one of the two is given up. */
  private async meet(message: string): Promise<boolean> {
    const theirs = await callAction(this.actions.read, { campaignId: this.initial.id });
    if (!theirs.ok) return false;
    this.theirs = theirs.data;
    this.tell({ kind: "conflict", message, theirs: theirs.data });
    return true;
  }
}
