import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Without the names of our own sizes and radii the merge would take `text-figure` for a colour and drop it.
const merge = extendTailwindMerge({
  extend: {
    theme: { text: ["title", "figure"], radius: ["card", "control", "pill"], shadow: ["card", "lift"] },
  },
});

/** Joins class names; of two that contradict each other the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
