import type { ReactNode } from "react";

export type NavItem = {
  label: string;
  href: string;
  /** A lucide icon as an element: `<Megaphone />`. */
  icon: ReactNode;
  /** Already formatted: "48,210". */
  count?: string;
  /** Shows the count as something that waits, with a word for screen readers: "unread". */
  attention?: string;
};

export type NavGroup = { title?: string; items: NavItem[] };

export type Command = {
  label: string;
  href: string;
  /** Heading in the palette: "Pages", "Campaigns", "Actions". */
  group?: string;
  icon?: ReactNode;
  /** Other words people may type for it. */
  keywords?: string[];
};

export type ShellUser = { name: string; email: string; role?: string };

/** A page is active on its own address and below it; "/" only on itself. */
export function isActive(pathname: string, href: string): boolean {
  if (href === "/") return pathname === "/";
  return pathname === href || pathname.startsWith(`${href}/`);
}

export function initialsOf({ name, email }: ShellUser): string {
  const words = (name.trim() || email).split(/[\s.@_-]+/).filter(Boolean);
  const [first = "?", second] = words;
  return (second ? `${first[0]}${second[0]}` : first.slice(0, 2)).toUpperCase();
}
