"use client";

import { useEffect, useRef, useState } from "react";

/** Reads the latest words aloud, at most once in ten seconds: figures that change every second would never let one listen. */
export function LiveAnnouncer({ words, everyMs = 10_000 }: { words: string; everyMs?: number }) {
  const [said, setSaid] = useState("");
  const latest = useRef(words);
  useEffect(() => {
    latest.current = words;
  }, [words]);
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
