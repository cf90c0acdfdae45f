import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "../support/browser.ts";

/** Icons, manifest, robots.txt and the social picture are there for a browser, a phone and a chat without a session. */

const names = readdirSync(fileURLToPath(new URL("../../public", import.meta.url)));

const types: Record<string, RegExp> = {
  svg: /^image\/svg\+xml/,
  png: /^image\/png/,
  ico: /^image\//,
  txt: /^text\/plain/,
  webmanifest: /^application\/manifest\+json/,
};

test("the public files are served to strangers, and the page links to them", async ({ page, request }) => {
  for (const name of names) {
    const response = await request.get(`/${name}`, { maxRedirects: 0 });
    expect([name, response.status()]).toEqual([name, 200]);
    expect(response.headers()["content-type"]).toMatch(types[name.split(".").at(-1) ?? ""] ?? /never/);
    expect(response.headers()["cache-control"]).not.toContain("no-store");
  }

  await page.goto("/sign-in");
  await expect(page).toHaveTitle(/ · Tidings$/);
  const links = await page.evaluate(() => {
    const linked = [...document.querySelectorAll("link[rel~=icon], link[rel=apple-touch-icon], link[rel=manifest]")];
    return linked.map((link) => link.getAttribute("href"));
  });
  expect(links.sort()).toEqual(["/apple-touch-icon.png", "/favicon.ico", "/icon.svg", "/manifest.webmanifest"]);
  await expect(page.locator("meta[property='og:image']")).toHaveAttribute("content", /^http.+\/social\.png$/);
  await expect(page.locator("meta[name=robots]")).toHaveAttribute("content", "noindex, nofollow");
  await expect(page.locator("meta[name=theme-color]")).toHaveCount(2);
});
