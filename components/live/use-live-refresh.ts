"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLive } from "./use-live";

/** Asks for the page again when the topic has news, at most every so often; null leaves it as it is. */
export function useLiveRefresh(topic: string | null, everyMs: number): void {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(topic, () => {
    clearTimeout(timer.current);
    const waitMs = Math.max(0, lastAt.current + everyMs - performance.now());
    timer.current = setTimeout(() => {
      lastAt.current = performance.now();
      router.refresh();
    }, waitMs);
  });
}
