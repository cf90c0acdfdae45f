import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const sources = globSync("{app,components}/**/*.{ts,tsx}").map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** Signs of a form that goes its own way. */
function trespassesOf({ path, text }: { path: string; text: string }): string[] {
  const found: string[] = [];
  if (/\buseForm\(/.test(text.replace(/<[^<>()]*>\(/g, "("))) found.push(`${path}: useForm outside of useActionForm`);
  if (/<form\b/.test(text) && !/<form\b[^>]*\{\.\.\.[\w.]*props\}/.test(text)) {
    found.push(`${path}: a form without the props of useActionForm`);
  }
  if (/new FormData\(/.test(text)) found.push(`${path}: values read off the document`);
  return found;
}

describe("every form of the product goes through useActionForm", () => {
  test("in all sources", () => {
    expect(sources.length).toBeGreaterThan(200);
    const forms = sources.filter(({ text }) => /<form\b/.test(text));
    expect(forms.length).toBeGreaterThan(10);
    const own = "components/ui/use-action-form.ts";
    expect(sources.filter(({ path }) => path !== own).flatMap(trespassesOf)).toEqual([]);
  });

  test.each([
    "const form = useForm<Values>({ resolver });",
    "return <form onSubmit={submit} noValidate>",
    "const entries = new FormData(event.currentTarget);",
  ])("found: %s", (text) => {
    expect(trespassesOf({ path: "components/x/planted.tsx", text })).toHaveLength(1);
  });
});
