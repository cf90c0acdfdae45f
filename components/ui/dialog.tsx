"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { IconButton } from "./icon-button";

type DialogProps = {
  /** One focusable element; leave out when `open` is controlled. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the primary one last. Wrap one in DialogClose to make it close. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  children?: ReactNode;
};

const widths = { sm: "max-w-[440px]", md: "max-w-[560px]", lg: "max-w-[760px]" };

export function Dialog({ trigger, title, description, footer, size = "md", children, ...rest }: DialogProps) {
  return (
    <Radix.Root {...rest}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed inset-x-4 top-1/2 z-40 mx-auto flex max-h-[calc(100dvh-2rem)] -translate-y-1/2 animate-appear flex-col rounded-card border border-line-strong bg-surface shadow-lift outline-none",
            widths[size],
          )}
        >
          <header className="px-5 pt-[18px] pr-12">
            <Radix.Title className="text-lg font-[650] tracking-[-0.01em]">{title}</Radix.Title>
            {description ? <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description> : null}
          </header>
          <div className="min-h-0 grow overflow-y-auto px-5 py-4">{children}</div>
          {footer ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3.5 max-sm:[&>*]:grow">
              {footer}
            </footer>
          ) : null}
          <Radix.Close asChild>
            <IconButton label="Close" icon={<X />} size="sm" className="absolute top-4 right-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the dialog it stands in when its one child is pressed. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}
