"use client";

import { useState } from "react";
import { cn } from "./cn";
import { Input } from "./input";

type NumberInputProps = {
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  /** Digits after the point; none for whole numbers. */
  digits?: number;
  /** A control within a sentence has no label of its own. */
  "aria-label": string;
  "aria-describedby"?: string;
  className?: string;
};

/** A number within a sentence. What is no such number is marked, never passed on, and gone when one leaves the field. */
export function NumberInput({ value, onChange, min, max, digits = 0, className, ...rest }: NumberInputProps) {
  const [text, setText] = useState<string | null>(null);
  const isWrong = text !== null && numberOf(text, min, max, digits) === null;
  const type = (typed: string) => {
    setText(typed);
    const number = numberOf(typed, min, max, digits);
    if (number !== null) onChange(number);
  };
  return (
    <Input
      {...rest}
      type="text"
      inputMode={digits > 0 ? "decimal" : "numeric"}
      autoComplete="off"
      value={text ?? String(value)}
      aria-invalid={isWrong || undefined}
      title={isWrong ? `From ${min} to ${max.toLocaleString("en-US")}` : undefined}
      onChange={(event) => type(event.target.value)}
      onBlur={() => setText(null)}
      className={cn("w-20 text-right tabular-nums", className)}
    />
  );
}

/** Null for what is no number of this kind. A comma is a point, as on half of the world's keyboards. */
export function numberOf(text: string, min: number, max: number, digits: number): number | null {
  const pattern = digits > 0 ? new RegExp(`^\\d+(?:[.,]\\d{1,${digits}})?$`) : /^\d+$/;
  if (!pattern.test(text.trim())) return null;
  const number = Number(text.trim().replace(",", "."));
  return number >= min && number <= max ? number : null;
}
