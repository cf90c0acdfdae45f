"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";

/** Says how old the rows are and fetches newer ones. */
export function RefreshButton({ words }: { words: string }) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {words}
      <Button
        variant="ghost"
        size="sm"
        icon={<RotateCw />}
        loading={isPending}
        onClick={() => start(() => router.refresh())}
      >
        Refresh
      </Button>
    </span>
  );
}
