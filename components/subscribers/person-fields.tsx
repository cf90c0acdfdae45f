import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type PersonFieldsProps = {
  fields: Record<string, string>;
  values?: { firstName: string; lastName: string; email: string };
};

/** What every person may have besides a number. */
export function PersonFields({ fields, values }: PersonFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" error={fields.firstName} optional>
          {(control) => (
            <Input {...control} name="firstName" autoComplete="off" maxLength={100} defaultValue={values?.firstName} />
          )}
        </Field>
        <Field label="Last name" error={fields.lastName} optional>
          {(control) => (
            <Input {...control} name="lastName" autoComplete="off" maxLength={100} defaultValue={values?.lastName} />
          )}
        </Field>
      </div>
      <Field label="E-mail" error={fields.email} optional>
        {(control) => <Input {...control} name="email" type="email" autoComplete="off" defaultValue={values?.email} />}
      </Field>
    </>
  );
}
