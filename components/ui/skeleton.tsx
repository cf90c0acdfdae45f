import type { ReactNode } from "react";
import { cn } from "./cn";
import { StatGrid } from "./stat-tile";

/** A grey shape where something will be. Size it by class: `h-4 w-32`. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-4 animate-pulse-soft rounded-pill bg-muted-soft", className)} />;
}

type SkeletonPageProps = {
  label?: string;
  /** The shapes below the title; without any, figures and a table. */
  children?: ReactNode;
};

/** For `loading.tsx`: says once that something is on its way, however many shapes are inside. */
export function SkeletonPage({ label = "Loading", children }: SkeletonPageProps) {
  return (
    <div role="status" className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      <h1 className="sr-only">{label}</h1>
      <div className="grid gap-2 pb-1.5">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="w-80 max-w-full" />
      </div>
      {children ?? (
        <>
          <SkeletonTiles />
          <SkeletonTable />
        </>
      )}
    </div>
  );
}

export function SkeletonTiles({ count = 4 }: { count?: number }) {
  return (
    <StatGrid>
      {keys(count).map((key) => (
        <div key={key} className="grid gap-2.5 rounded-card border bg-surface px-5 py-4 shadow-card">
          <Skeleton className="w-24" />
          <Skeleton className="h-7 w-32 max-w-full" />
          <Skeleton className="w-28 max-w-full" />
        </div>
      ))}
    </StatGrid>
  );
}

export function SkeletonTable({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-hidden className="rounded-card border bg-surface shadow-card">
      <div className="px-5 py-4">
        <Skeleton className="w-36" />
      </div>
      {keys(rows).map((key) => (
        <div key={key} className="flex h-11 items-center justify-between gap-6 border-t px-5">
          <Skeleton className="w-40" />
          <Skeleton className="w-20 max-sm:hidden" />
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `shape-${index}`);
}
