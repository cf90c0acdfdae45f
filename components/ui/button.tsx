import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** The classes are in app/repeated.css. */
export const buttonStyles = cva("btn", {
  variants: {
    variant: {
      primary: "btn-primary",
      secondary: "btn-secondary",
      ghost: "btn-ghost",
      danger: "btn-danger",
      "danger-solid": "btn-danger-solid",
    },
    size: { sm: "btn-sm", md: "btn-md" },
  },
  defaultVariants: { variant: "secondary", size: "md" },
});

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
