import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

export const buttonStyles = cva(
  "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-control border font-[550] transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
  {
    variants: {
      variant: {
        primary:
          "border-transparent bg-accent text-on-accent enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong",
        secondary: "border-line-strong bg-surface text-ink enabled:hover:bg-muted-soft [a&]:hover:bg-muted-soft",
        ghost:
          "border-transparent text-ink-2 enabled:hover:bg-muted-soft enabled:hover:text-ink [a&]:hover:bg-muted-soft",
        danger:
          "border-line-strong bg-surface text-bad enabled:hover:border-bad enabled:hover:bg-bad-soft [a&]:hover:bg-bad-soft",
        "danger-solid": "border-transparent bg-bad text-on-bad enabled:hover:opacity-90",
      },
      size: { sm: "h-7 gap-1.5 px-2.5 text-sm", md: "h-[34px] gap-2 px-3.5 text-base" },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type Look = VariantProps<typeof buttonStyles> & {
  /** A lucide icon before the words. */
  icon?: ReactNode;
  /** A lucide icon after the words, as on "Continue →". */
  iconAfter?: ReactNode;
};

export type ButtonProps = ComponentProps<"button"> & Look & { loading?: boolean };

export function Button({ variant, size, icon, iconAfter, loading = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || loading}
      aria-busy={loading || undefined}
      className={cn(buttonStyles({ variant, size }), className)}
    >
      {loading ? <LoaderCircle aria-hidden className="animate-spin motion-reduce:animate-none" /> : icon}
      {children}
      {iconAfter}
    </button>
  );
}

export type ButtonLinkProps = ComponentProps<typeof Link> & Look;

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({ variant, size, icon, iconAfter, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={cn(buttonStyles({ variant, size }), className)}>
      {icon}
      {children}
      {iconAfter}
    </Link>
  );
}

/** A link within text or at the end of a card's title. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      className={cn("rounded-sm font-medium text-accent underline-offset-3 hover:underline", className)}
    />
  );
}
