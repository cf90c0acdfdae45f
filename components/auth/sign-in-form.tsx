"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { useActionForm } from "@/components/ui/use-action-form";
import { type SignInInput, signInSchema } from "@/lib/auth/schema";
import type { Failure } from "@/lib/result";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./request-sign-in";
import { SignInProblemNote } from "./sign-in-problem-note";
import { useSecondsLeft } from "./use-seconds-left";

type SignInFormProps = {
  /** A path of this installation. */
  next: string;
  /** What is known before anybody typed anything, for example that the database is away. */
  notice?: string;
  signIn?: ServerAction<SignInInput, void>;
};

export function SignInForm({ next, notice, signIn = requestSignIn }: SignInFormProps) {
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  const secondsLeft = useSecondsLeft(waitUntil);
  const refused = ({ retryAfterSeconds: seconds }: Failure) => {
    setWaitUntil(seconds === undefined ? null : Date.now() + seconds * 1_000);
    form.setFocus("password", { shouldSelect: true });
  };
  const { form, props, fields, message, isBusy } = useActionForm(signInSchema, signIn, {
    defaultValues: { email: "", password: "" },
    // A whole new document: nothing that was rendered for a stranger is kept.
    onSuccess: () => window.location.replace(next),
    onFailure: refused,
    leavesPage: true,
  });
  return (
    // `post`: without scripts a password must never end up in an address.
    <form method="post" {...props} className="grid gap-4">
      <SignInProblemNote message={message ?? notice ?? null} />
      <Field label="E-mail" error={fields.email} required>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoComplete="username"
            inputMode="email"
            autoFocus
          />
        )}
      </Field>
      <Field label="Password" error={fields.password} required>
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />}
      </Field>
      <Button type="submit" variant="primary" loading={isBusy} disabled={secondsLeft > 0} className="mt-1 h-9 w-full">
        {secondsLeft > 0 ? `Try again in ${secondsLeft} s` : "Sign in"}
      </Button>
    </form>
  );
}
