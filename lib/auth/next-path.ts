/** Where to go after signing in: a page of this installation, and never the form again. */
export function localPath(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  // The parser sees what a browser would: //host, /\host and tabs in between lead elsewhere.
  const base = "http://tidings.invalid";
  if (!URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  if (url.origin !== base || /^\/(sign-in|no-access|api)(\/|$)/.test(url.pathname)) return "/";
  const path = `${url.pathname}${url.search}`;
  return path.startsWith("//") ? "/" : path;
}
