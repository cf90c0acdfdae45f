"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { type FormEvent, useEffect, useRef } from "react";
import { type DefaultValues, type FieldValues, type Path, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import type { Failure } from "@/lib/result";
import { fieldErrorsOf } from "./field-errors";
import { callAction, failureText, type ServerAction } from "./server-action";

type Options<Values, Output> = {
  defaultValues: Values;
  onSuccess?: (output: Output, values: Values) => unknown;
  onFailure?: (failure: Failure) => unknown;
  /** A field's path as the action names it → as the form does, where they differ. */
  fieldOf?: (path: string) => string;
  /** Success leads to another page: the button stays busy until that is there. */
  leavesPage?: boolean;
};

export type ActionForm<Values extends FieldValues> = {
  form: UseFormReturn<Values>;
  /** For the `form` element. */
  props: { ref: (element: HTMLFormElement | null) => void; onSubmit: (event: FormEvent) => void; noValidate: true };
  /** Path of a field ("frequencyCap.days") → what is wrong with it. */
  fields: Record<string, string>;
  /** The fault that no single field has; for `FormError`. */
  message: string | null;
  isBusy: boolean;
};

/**
 * The one way a form works. The browser checks with the schema of the action; the action gets what was typed and checks
 * it again. Its complaints appear beside their fields, the first of them gets the focus, and nothing typed is lost.
 */
export function useActionForm<Values extends FieldValues, Output>(
  schema: z.ZodType<unknown, Values>,
  action: ServerAction<Values, Output>,
  options: Options<Values, Output>,
): ActionForm<Values> {
  const form = useForm<Values>({
    resolver: zodResolver(schema, undefined, { raw: true }),
    defaultValues: options.defaultValues as DefaultValues<Values>,
    shouldFocusError: false,
  });
  const { errors, isSubmitting, isSubmitSuccessful, submitCount } = form.formState;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (submitCount > 0 && !isSubmitSuccessful) focusOnFirstError(element.current);
  }, [submitCount, isSubmitSuccessful]);
  const submit = form.handleSubmit(async (values) => {
    const result = await callAction(action, values);
    if (result.ok) return void (await options.onSuccess?.(result.data, values));
    showFailure(form, result.error, options.fieldOf);
    options.onFailure?.(result.error);
  });
  const { root = null, ...fields } = fieldErrorsOf(errors);
  return {
    form,
    props: {
      ref: (found) => {
        element.current = found;
      },
      onSubmit: (event) => {
        // A form in a dialog is, for React, inside of the form that opened it.
        event.stopPropagation();
        void submit(event);
      },
      noValidate: true,
    },
    fields,
    message: root,
    isBusy: isSubmitting || (options.leavesPage === true && isSubmitSuccessful),
  };
}

function showFailure<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  failure: Failure,
  fieldOf = (path: string) => path,
): void {
  const values = form.getValues();
  const isShown = ([path]: [string, string]) => Object.hasOwn(values, path.split(".")[0] ?? "");
  const problems = Object.entries(failure.fields).map(([path, words]): [string, string] => [fieldOf(path), words]);
  const shown = problems.filter(isShown);
  for (const [path, message] of shown) form.setError(path as Path<Values>, { type: "server", message });
  const hidden = problems.find((problem) => !isShown(problem));
  // A complaint about a field that the form does not show is said above it, never swallowed.
  if (hidden) form.setError("root", { type: "server", message: hidden[1] });
  else if (shown.length === 0) form.setError("root", { type: "server", message: failureText(failure) });
}

/** The first field in trouble as the page shows them, or the words above all of them. */
function focusOnFirstError(form: HTMLFormElement | null): void {
  const found = form?.querySelector<HTMLElement>("[aria-invalid=true]") ?? form?.querySelector("[data-form-error]");
  if (found instanceof HTMLElement) found.focus();
}
