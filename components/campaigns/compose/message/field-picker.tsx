"use client";

import { Braces } from "lucide-react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem, MenuLabel } from "@/components/ui/dropdown-menu";
import { fieldWords } from "./writing";

type FieldPickerProps = { fields: readonly string[]; onPick: (field: string) => void };

export function FieldPicker({ fields, onPick }: FieldPickerProps) {
  return (
    <DropdownMenu
      align="end"
      trigger={
        <Button size="sm" icon={<Braces />}>
          Field
        </Button>
      }
    >
      <MenuLabel>Insert what each person has</MenuLabel>
      {fields.map((field) => (
        <MenuItem key={field} onSelect={() => onPick(field)}>
          <span className="grow">{fieldWords(field)}</span>
          <code className="text-xs text-ink-3">{`{{${field}}}`}</code>
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
