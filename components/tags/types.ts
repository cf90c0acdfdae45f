import type { ServerAction } from "@/components/ui/server-action";

export type TagActions = {
  create: ServerAction<{ name: string }, { id: number; name: string }>;
  rename: ServerAction<{ id: number; name: string }, void>;
  remove: ServerAction<{ id: number }, void>;
};
