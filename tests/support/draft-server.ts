import { type Draft, guardsSchema, timingSchema } from "@/lib/campaigns/schema";
import type { CampaignDraft } from "@/lib/campaigns/views";
import { fail, ok, type Result } from "@/lib/result";

/** A server that keeps one draft, as saveDraft() does, and can be away. */
export class DraftServer {
  draft: CampaignDraft = {
    id: 7,
    name: "Advent",
    body: "",
    confirmedOptOutLine: null,
    audience: { everyone: false, includeTagIds: [], excludeTagIds: [], followUpOf: null },
    timing: timingSchema.parse({}),
    guards: guardsSchema.parse({}),
    status: "draft",
    version: 1,
    savedAt: "2026-11-21T09:00:00.000Z",
  };
  isAway = false;
  saves = 0;

  save = async (input: Draft & { version: number }): Promise<Result<{ version: number; savedAt: string }>> => {
    if (this.isAway) throw new TypeError("fetch failed");
    if (input.version !== this.draft.version) return fail({ code: "conflict", message: "Somebody else saved" });
    this.saves++;
    this.draft = { ...this.draft, ...input, version: input.version + 1 };
    return ok({ version: this.draft.version, savedAt: this.draft.savedAt });
  };
  read = async () => ok(this.draft);
}
