import type { ReactNode } from "react";
import { Button, ButtonLink, type ButtonLinkProps, type ButtonProps } from "./button";
import { cn } from "./cn";

const square = { sm: "w-7 px-0", md: "w-[34px] px-0" };

type Labelled = {
  /** Read aloud, and shown on hover. */
  label: string;
  icon: ReactNode;
};

export function IconButton({ label, icon, className, ...rest }: Omit<ButtonProps, "children"> & Labelled) {
  return (
    <Button
      variant="ghost"
      title={label}
      {...rest}
      icon={icon}
      aria-label={label}
      className={cn(square[rest.size ?? "md"], className)}
    />
  );
}

export function IconLink({ label, icon, className, ...rest }: Omit<ButtonLinkProps, "children"> & Labelled) {
  return (
    <ButtonLink
      variant="ghost"
      title={label}
      {...rest}
      icon={icon}
      aria-label={label}
      className={cn(square[rest.size ?? "md"], className)}
    />
  );
}
