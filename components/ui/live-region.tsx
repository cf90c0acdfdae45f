"use client";

import { useEffect, useRef, useState } from "react";

type LiveRegionProps = {
  /** The state in one sentence: "29,877 of 48,210 delivered". */
  text: string;
  /** Numbers that change every second must not talk every second. */
  everyMs?: number;
};

/** Tells a screen reader how things stand: at once, then at most every `everyMs`, always ending with the latest. */
export function LiveRegion({ text, everyMs = 10_000 }: LiveRegionProps) {
  const [spoken, setSpoken] = useState("");
  const lastAt = useRef(0);
  useEffect(() => {
    const waitMs = Math.max(0, lastAt.current + everyMs - Date.now());
    const timer = setTimeout(() => {
      lastAt.current = Date.now();
      setSpoken(text);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [text, everyMs]);
  return (
    <p role="status" className="sr-only">
      {spoken}
    </p>
  );
}
