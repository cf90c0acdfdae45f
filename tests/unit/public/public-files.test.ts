import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const names = readdirSync(`${root}public`).sort();
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

type Icon = { src: string; sizes: string; type: string; purpose?: string };
const manifest = JSON.parse(read("public/manifest.webmanifest")) as { theme_color: string; icons: Icon[] };

/** Width and height as the first chunk of a PNG says them. */
function sizeOf(png: Buffer): string {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

const png = (name: string) => readFileSync(`${root}public/${name}`);

describe("pictures", () => {
  test("are as large as the manifest says", () => {
    const pictures = manifest.icons.filter(({ type }) => type === "image/png");
    expect(pictures.map(({ sizes }) => sizes)).toEqual(["192x192", "512x512", "512x512"]);
    for (const { src, sizes } of pictures) expect([src, sizeOf(png(src.slice(1)))]).toEqual([src, sizes]);
    expect(manifest.icons.filter(({ purpose }) => purpose === "maskable")).toHaveLength(1);
  });

  test("that phones and chats ask for have the size they expect", () => {
    expect(sizeOf(png("apple-touch-icon.png"))).toBe("180x180");
    expect(sizeOf(png("social.png"))).toBe("1200x630");
    // An icon file: header and directory are 22 bytes, a PNG follows.
    expect(sizeOf(png("favicon.ico").subarray(22))).toBe("32x32");
  });

  test("show the mark of the pages, in the colours of both themes", () => {
    const [, path = "no path"] = / d="([^"]+)"/.exec(read("components/layout/mark.tsx")) ?? [];
    const icon = read("public/icon.svg");
    expect(icon).toContain(`d="${path}"`);
    for (const token of ["accent", "on-accent"]) {
      const [, light = "?", dark = "?"] =
        new RegExp(`--${token}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(read("app/globals.css")) ?? [];
      expect(icon).toContain(dark);
      expect(icon.replace("#fff;", "#ffffff;")).toContain(light);
    }
  });
});

test("the proxy leaves exactly the files of public/ alone", () => {
  const [, matcher = "nothing"] = /"(\/\(\(\?!.+)",?$/m.exec(read("proxy.ts")) ?? [];
  const matched = new RegExp(`^${JSON.parse(`"${matcher}"`)}$`);
  expect(names.filter((name) => matched.test(`/${name}`))).toEqual([]);
  for (const path of ["/", "/campaigns", "/icon.svg/x", "/campaigns/icon.png", "/icons.svg", "/secret.txt"])
    expect([path, matched.test(path)]).toEqual([path, true]);
});

test("a private dashboard is for no search engine, and its manifest names its ground", () => {
  expect(read("public/robots.txt")).toMatch(/^User-agent: \*\nDisallow: \/$/m);
  expect(read("app/globals.css")).toContain(`--bg: light-dark(${manifest.theme_color},`);
});
