"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { type Connection, liveChannel } from "./channel";

/** Calls `onNews` with the current state of a topic and after every change of it; null listens to nothing. */
export function useLive<Data>(topic: string | null, onNews: (data: Data) => void): Connection {
  const [state, setState] = useState<{ topic: string | null; connection: Connection }>({ topic, connection: "live" });
  const heard = useEffectEvent((data: unknown) => onNews(data as Data));
  useEffect(() => {
    if (topic === null) return;
    return liveChannel().subscribe(topic, {
      onNews: heard,
      onConnection: (connection) => setState({ topic, connection }),
    });
  }, [topic]);
  if (topic === null) return "off";
  return state.topic === topic ? state.connection : "live";
}
