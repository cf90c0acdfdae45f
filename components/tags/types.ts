import type { Ask } from "@/components/ui/ask";

export type TagAsks = {
  create: Ask<{ name: string }, { id: number; name: string }>;
  rename: Ask<{ id: number; name: string }, void>;
  remove: Ask<{ id: number }, void>;
};
