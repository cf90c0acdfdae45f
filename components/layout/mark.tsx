import { cn } from "@/components/ui/cn";

/** The mark: a T whose arm ends in a tick. The same drawing as public/icon.svg. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect width="24" height="24" rx="6.5" fill="var(--accent)" />
      <path
        d="M6 8.4h9.2M10.6 8.4v8.4M13.4 13l1.9 1.9 3.7-4.6"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
