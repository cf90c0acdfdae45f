import type { FieldErrors, FieldValues } from "react-hook-form";

/** The errors of a form by path ("columns.2.name"); what is wrong with the whole of it stands under "root". */
export function fieldErrorsOf(errors: FieldErrors<FieldValues>): Record<string, string> {
  const found: Record<string, string> = {};
  collect(errors, "", found);
  return found;
}

function collect(node: object, path: string, found: Record<string, string>): void {
  if ("message" in node && typeof node.message === "string" && "type" in node) {
    // A complaint about a whole list stands beside those of its items, as its "root".
    const field = path.replace(/\.root$/, "");
    found[field === "" ? "root" : field] ??= node.message;
    return;
  }
  for (const [key, child] of Object.entries(node)) {
    if (key === "ref" || typeof child !== "object" || child === null) continue;
    collect(child, path === "" ? key : `${path}.${key}`, found);
  }
}
