const quietMs = 250;

export type Changes = ReturnType<typeof createChanges>;

/** Tells listeners that something changed, at most four times a second however much happens. */
export function createChanges() {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  function announce(): void {
    timer = undefined;
    for (const listener of listeners) listener();
  }

  return {
    mark(): void {
      if (listeners.size > 0) timer ??= setTimeout(announce, quietMs).unref();
    },
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear(): void {
      clearTimeout(timer);
      timer = undefined;
      listeners.clear();
    },
  };
}
