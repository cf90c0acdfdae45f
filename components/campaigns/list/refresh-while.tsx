"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Asks for the page again every few seconds while something on it moves and somebody looks. */
export function RefreshWhile({ active, everySeconds = 5 }: { active: boolean; everySeconds?: number }) {
  const router = useRouter();
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everySeconds * 1_000);
    return () => clearInterval(timer);
  }, [active, everySeconds, router]);
  return null;
}
