import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { sendEmpty } from "./http/respond";

const inFolder = (name: string) => new URL(`./phone/${name}`, import.meta.url);
const style = "text/css; charset=utf-8";
const script = "text/javascript; charset=utf-8";

/** The only paths there are: nothing of what is asked for becomes a file name. */
const files: Record<string, { location: () => URL | string; type: string }> = {
  "/": { location: () => inFolder("index.html"), type: "text/html; charset=utf-8" },
  "/base.css": { location: () => inFolder("base.css"), type: style },
  "/list.css": { location: () => inFolder("list.css"), type: style },
  "/device.css": { location: () => inFolder("device.css"), type: style },
  "/bubbles.css": { location: () => inFolder("bubbles.css"), type: style },
  "/phone.js": { location: () => inFolder("phone.js"), type: script },
  "/list.js": { location: () => inFolder("list.js"), type: script },
  "/thread.js": { location: () => inFolder("thread.js"), type: script },
  "/dom.js": { location: () => inFolder("dom.js"), type: script },
  "/photo.svg": { location: () => inFolder("photo.svg"), type: "image/svg+xml" },
  "/icon.svg": { location: () => inFolder("icon.svg"), type: "image/svg+xml" },
  "/inter.woff2": { location: fontFile, type: "font/woff2" },
};

/** Pictures may come from anywhere, since texts with media do. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' http: https:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export async function servePhone(response: ServerResponse, path: string): Promise<void> {
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  const content = file ? await readFile(file.location()).catch(() => null) : null;
  if (!file || !content) return sendEmpty(response, 404);
  response.writeHead(200, {
    "content-type": file.type,
    "content-length": content.length,
    "cache-control": "no-cache",
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(content);
}

/** The page falls back to the system's font when the package is not installed. */
function fontFile(): string {
  return fileURLToPath(
    new URL("../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", import.meta.url),
  );
}
