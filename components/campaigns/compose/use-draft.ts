"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Draft } from "@/lib/campaigns/schema";
import type { CampaignDraft } from "@/lib/campaigns/views";
import { contentOf, Saver, type SaveState } from "./saver";
import type { ComposerActions } from "./types";

export type DraftHandle = {
  draft: Draft;
  save: SaveState;
  version: number;
  change: (part: Partial<Draft>) => void;
  /** Saves what is not saved yet; null when that did not work. */
  flush: () => Promise<number | null>;
  keepMine: () => void;
  takeTheirs: () => void;
};

export function useDraft(initial: CampaignDraft, actions: Pick<ComposerActions, "save" | "read">): DraftHandle {
  const [draft, setDraft] = useState<Draft>(() => contentOf(initial));
  const [save, setSave] = useState<SaveState>({ kind: "saved", at: initial.savedAt });
  const [version, setVersion] = useState(initial.version);
  const saver = useRef<Saver>(null);
  saver.current ??= new Saver(initial, actions, setSave, setVersion);
  const { current } = saver;

  const change = useCallback(
    (part: Partial<Draft>) => {
      setDraft((before) => ({ ...before, ...part }));
      current.change(part);
    },
    [current],
  );
  useSavingHabits(current, save.kind);
  return {
    draft,
    save,
    version,
    change,
    flush: useCallback(() => current.flush(), [current]),
    keepMine: () => current.keepMine(),
    takeTheirs: () => setDraft(current.takeTheirs()),
  };
}

/** Saves on the way out, tries again when the network is back, and asks before a tab is closed over unsaved words. */
function useSavingHabits(saver: Saver, state: SaveState["kind"]) {
  useEffect(() => {
    const retry = () => void saver.flush();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      void saver.flush();
    };
  }, [saver]);
  useEffect(() => {
    if (state === "saved") return;
    const guard = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, [state]);
}
