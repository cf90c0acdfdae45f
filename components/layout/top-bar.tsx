"use client";

import { Menu, Search, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState, useSyncExternalStore } from "react";
import { Breadcrumb, type Crumb } from "@/components/ui/breadcrumb";
import { Kbd } from "@/components/ui/code";
import { IconButton } from "@/components/ui/icon-button";
import { Rail } from "./rail";
import { useShell } from "./shell-context";

export function TopBar({ crumbs }: { crumbs: Crumb[] }) {
  const { topBarEnd } = useShell();
  return (
    <div className="sticky top-0 z-10 flex h-[52px] items-center gap-2 border-b bg-bg px-4 sm:gap-3 sm:px-7">
      <RailSheet />
      <div className="min-w-0 grow">
        <Breadcrumb crumbs={crumbs} />
      </div>
      <PaletteTrigger />
      {topBarEnd}
    </div>
  );
}

function RailSheet() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <IconButton label="Menu" icon={<Menu />} className="-ml-2 lg:hidden" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay lg:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-40 w-[264px] max-w-[85vw] animate-appear border-r bg-sunken outline-none lg:hidden"
        >
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Rail onNavigate={() => setOpen(false)} />
          <Dialog.Close asChild>
            <IconButton label="Close the menu" icon={<X />} className="absolute top-3 right-2.5" />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteTrigger() {
  const { openPalette } = useShell();
  const isApple = useSyncExternalStore(
    () => () => {},
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );
  return (
    <button
      type="button"
      onClick={openPalette}
      aria-haspopup="dialog"
      aria-keyshortcuts={isApple ? "Meta+K" : "Control+K"}
      className="flex h-[30px] shrink-0 items-center gap-2 rounded-control border bg-surface px-2.5 text-ink-3 hover:border-line-strong hover:text-ink-2 sm:w-[230px]"
    >
      <Search aria-hidden />
      <span className="grow text-left max-sm:sr-only">Search or jump to…</span>
      <Kbd className="hidden sm:inline-flex">{isApple ? "⌘ K" : "Ctrl K"}</Kbd>
    </button>
  );
}
