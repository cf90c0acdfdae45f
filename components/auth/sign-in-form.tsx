"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./request-sign-in";
import { SignInProblemNote } from "./sign-in-problem-note";
import { useSecondsLeft } from "./use-seconds-left";

type SignInFormProps = {
  /** A path of this installation. */
  next: string;
  /** What is known before anybody typed anything, for example that the database is away. */
  notice?: string;
};

export function SignInForm({ next, notice }: SignInFormProps) {
  const { state, submit, password } = useSignIn(next);
  const secondsLeft = useSecondsLeft(state.waitUntil);
  const { fields } = state;
  return (
    // `post`: without scripts a password must never end up in an address.
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <SignInProblemNote message={state.message ?? notice ?? null} />
      <Field label="E-mail" error={fields.email} required>
        {(control) => (
          <Input {...control} name="email" type="email" autoComplete="username" inputMode="email" autoFocus />
        )}
      </Field>
      <Field label="Password" error={fields.password} required>
        {(control) => <PasswordInput {...control} ref={password} name="password" autoComplete="current-password" />}
      </Field>
      <Button
        type="submit"
        variant="primary"
        loading={state.isBusy}
        disabled={secondsLeft > 0}
        className="mt-1 h-9 w-full"
      >
        {secondsLeft > 0 ? `Try again in ${secondsLeft} s` : "Sign in"}
      </Button>
    </form>
  );
}

type State = { isBusy: boolean; message: string | null; fields: Record<string, string>; waitUntil: number | null };

const idle: State = { isBusy: false, message: null, fields: {}, waitUntil: null };

function useSignIn(next: string) {
  const [state, setState] = useState(idle);
  const password = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entries = new FormData(event.currentTarget);
    const typed = { email: String(entries.get("email")).trim(), password: String(entries.get("password")) };
    const fields = missing(typed);
    if (Object.keys(fields).length > 0) {
      focusOn(event.currentTarget, fields.email ? "email" : "password");
      return setState({ ...idle, fields });
    }
    setState({ ...idle, isBusy: true });
    const problem = await requestSignIn(typed.email, typed.password);
    // A whole new document: nothing that was rendered for a stranger is kept.
    if (!problem) return window.location.replace(next);
    const waitUntil = problem.retryAfterSeconds === null ? null : Date.now() + problem.retryAfterSeconds * 1_000;
    setState({ ...idle, message: problem.message, fields: problem.fields, waitUntil });
    password.current?.select();
  };
  return { state, submit, password };
}

function focusOn(form: HTMLFormElement, name: "email" | "password"): void {
  const control = form.elements.namedItem(name);
  if (control instanceof HTMLElement) control.focus();
}

function missing({ email, password }: { email: string; password: string }): Record<string, string> {
  return {
    ...(email === "" ? { email: "Enter your e-mail address." } : {}),
    ...(password === "" ? { password: "Enter your password." } : {}),
  };
}
