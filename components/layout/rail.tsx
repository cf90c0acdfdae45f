"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { CountBadge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Mark } from "./mark";
import { isActive, type NavItem } from "./nav";
import { useShell } from "./shell-context";
import { UserMenu } from "./user-menu";

/** The nouns of the product, and who is looking. `onNavigate` lets the sheet on a phone close itself. */
export function Rail({ onNavigate }: { onNavigate?: () => void }) {
  const { nav } = useShell();
  return (
    <div className="flex h-full flex-col gap-4 px-2.5 pt-[18px] pb-3">
      <Link
        href="/"
        {...(onNavigate ? { onClick: onNavigate } : {})}
        className="flex w-fit items-center gap-2.5 rounded-control px-2 text-[0.96875rem]/6 font-[650] tracking-[-0.01em] text-ink"
      >
        <Mark />
        Tidings
      </Link>
      <nav aria-label="Main" className="-mx-1 flex min-h-0 grow flex-col gap-5 overflow-y-auto px-1 py-0.5">
        {nav.map((group, index) => (
          <div key={group.title ?? index}>
            {group.title ? <p className="px-2.5 pb-1.5 text-xs font-[580] text-ink-3">{group.title}</p> : null}
            <ul className="grid gap-px">
              {group.items.map((item) => (
                <RailItem key={item.href} item={item} {...(onNavigate ? { onNavigate } : {})} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <UserMenu />
    </div>
  );
}

function RailItem({ item, onNavigate }: { item: NavItem; onNavigate?: () => void }) {
  const active = isActive(usePathname(), item.href);
  return (
    <li>
      <Link
        href={item.href}
        aria-current={active ? "page" : undefined}
        {...(onNavigate ? { onClick: onNavigate } : {})}
        className={cn(
          "flex h-8 items-center gap-2.5 rounded-control border px-2.5 font-medium",
          active
            ? "border-line bg-surface text-ink"
            : "border-transparent text-ink-2 hover:bg-muted-soft hover:text-ink",
        )}
      >
        <span aria-hidden className="contents">
          {item.icon}
        </span>
        <span className="grow truncate">{item.label}</span>
        <RailCount item={item} />
      </Link>
    </li>
  );
}

function RailCount({ item }: { item: NavItem }) {
  if (!item.count) return null;
  if (item.attention) return <CountBadge label={item.attention}>{item.count}</CountBadge>;
  return <span className="text-xs text-ink-3 tabular-nums">{item.count}</span>;
}
