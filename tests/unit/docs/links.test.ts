import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesIn, documents, read, root } from "./markdown.ts";

const withoutFences = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  const headings = [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-"));
}

function brokenLinks(path: string, text: string): string[] {
  const links = [...withoutFences(text).matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)];
  return links.flatMap(([, isPicture, target = ""]) => {
    if (/^https?:/.test(target)) return [];
    const [file = "", anchor] = target.split("#");
    const found = file === "" ? path : join(dirname(path), file);
    // Pictures are taken of the finished pages: they are looked for as soon as there are any.
    if (isPicture && !existsSync(`${root}docs/images`)) return [];
    if (!existsSync(`${root}${found}`)) return [target];
    return anchor === undefined || anchorsOf(read(found)).includes(anchor) ? [] : [target];
  });
}

/** Paths that a document names in backticks: whole ones only, without placeholders. */
function missingFiles(text: string): string[] {
  const paths = codesIn(withoutFences(text)).filter((code) =>
    /^(?:\.ci|\.github|app|components|docs|lib|prisma|public|scripts|tests)\/[\w./()[\]-]+$/.test(code),
  );
  return paths.filter((path) => !existsSync(`${root}${path}`));
}

describe.each(documents)("%s", (path) => {
  test("has links that lead somewhere", () => {
    expect(brokenLinks(path, read(path))).toEqual([]);
  });

  test("names files that exist", () => {
    expect(missingFiles(read(path))).toEqual([]);
  });
});

test("the measure knows a dead link and a missing file", () => {
  const text =
    "[a](nowhere.md) [b](style.md#no-such-heading) [c](style.md#names) [d](https://example.com) `lib/no/such.ts` `lib/env.ts`";
  expect(brokenLinks("docs/glossary.md", text)).toEqual(["nowhere.md", "style.md#no-such-heading"]);
  expect(missingFiles(text)).toEqual(["lib/no/such.ts"]);
});
