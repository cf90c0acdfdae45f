"use client";

import { Plus, X } from "lucide-react";
import { type UseFormReturn, useFieldArray } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { FieldError, FieldSet } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import type { PersonForm } from "./person-form";

type AttributeFieldsProps = { form: UseFormReturn<PersonForm>; error: string | undefined };

/** Fields of the marketer's own, a line each. */
export function AttributeFields({ form, error }: AttributeFieldsProps) {
  const { fields: lines, append, remove } = useFieldArray({ control: form.control, name: "entries" });
  return (
    <FieldSet legend="More fields" hint="Each can be used in a text, as {{city|your town}}.">
      {lines.map((line, index) => (
        <div key={line.id} className="flex gap-2">
          <Input
            {...form.register(`entries.${index}.name`)}
            aria-label={`Name of field ${index + 1}`}
            placeholder="city"
            className="max-w-40"
          />
          <Input {...form.register(`entries.${index}.value`)} aria-label={`Value of field ${index + 1}`} />
          <IconButton label={`Remove field ${index + 1}`} icon={<X />} onClick={() => remove(index)} />
        </div>
      ))}
      {error ? <FieldError>{error}</FieldError> : null}
      <Button
        size="sm"
        variant="ghost"
        icon={<Plus />}
        className="w-fit"
        onClick={() => append({ name: "", value: "" })}
      >
        Add a field
      </Button>
    </FieldSet>
  );
}
