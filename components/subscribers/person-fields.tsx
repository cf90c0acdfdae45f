import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type PersonField = "firstName" | "lastName" | "email";

type PersonFieldsProps = {
  fields: Record<string, string>;
  register: (name: PersonField) => UseFormRegisterReturn;
};

/** What every person may have besides a number. */
export function PersonFields({ fields, register }: PersonFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" error={fields.firstName} optional>
          {(control) => <Input {...control} {...register("firstName")} autoComplete="off" maxLength={100} />}
        </Field>
        <Field label="Last name" error={fields.lastName} optional>
          {(control) => <Input {...control} {...register("lastName")} autoComplete="off" maxLength={100} />}
        </Field>
      </div>
      <Field label="E-mail" error={fields.email} optional>
        {(control) => <Input {...control} {...register("email")} type="email" autoComplete="off" />}
      </Field>
    </>
  );
}
