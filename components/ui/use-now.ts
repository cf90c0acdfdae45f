"use client";

import { useEffect, useState } from "react";

/** The time, moving on by itself. It begins as the server's, so that both draw the same at first. */
export function useNow(readAt: string, everyMs: number): Date {
  const [now, setNow] = useState(() => new Date(readAt));
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
