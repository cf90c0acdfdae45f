import { readFile, writeFile } from "node:fs/promises";
import { type Browser, chromium } from "@playwright/test";
import { findBrowser } from "../tests/support/chromium.ts";
import { runCommand } from "./failure.ts";
import { root } from "./run/environment.ts";

/**
 * Draws the pictures of public/ from public/icon.svg, with the Chromium of the browser tests: `npm run icons`. Run it after the
 * mark or its colours have changed, look at the pictures, and commit them.
 */

type Picture = { name: string; width: number; height: number; content: string };

const style = `
  html, body { margin: 0; height: 100%; background: transparent }
  svg { display: block; width: 100%; height: 100% }
  .filled { height: 100%; background: #2f55d4 }
`;

await runCommand(async () => {
  const mark = await readFile(`${root}public/icon.svg`, "utf8");
  const browser = await chromium.launch(await findBrowser());
  try {
    for (const picture of await pictures(mark)) {
      const png = await draw(browser, picture);
      await writeFile(`${root}public/${picture.name}`, picture.name.endsWith(".ico") ? asIco(png, picture.width) : png);
      console.log(`public/${picture.name}: ${picture.width} × ${picture.height}`);
    }
  } finally {
    await browser.close();
  }
  return 0;
});

async function pictures(mark: string): Promise<Picture[]> {
  const square = (name: string, size: number, content: string) => ({ name, width: size, height: size, content });
  // Phones cut these to a shape of their own. The mark lies within the middle four fifths; the ground fills the square.
  const filled = `<div class="filled">${mark}</div>`;
  return [
    square("icon-192.png", 192, mark),
    square("icon-512.png", 512, mark),
    square("icon-maskable-512.png", 512, filled),
    square("apple-touch-icon.png", 180, filled),
    square("favicon.ico", 32, mark),
    { name: "social.png", width: 1200, height: 630, content: await socialCard(mark) },
  ];
}

async function draw(browser: Browser, { width, height, content }: Picture): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: "light" });
  await page.setContent(`<style>${style}</style>${content}`);
  await page.evaluate(() => document.fonts.ready);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** The picture that a chat shows for a link, in the colours of the light theme and the product's own typeface. */
async function socialCard(mark: string): Promise<string> {
  const font = await readFile(
    `${root}node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2`,
    "base64",
  );
  return `
    <style>
      @font-face { font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,${font}) }
      .card { box-sizing: border-box; height: 100%; padding: 0 96px; display: flex; flex-direction: column; justify-content: center;
        gap: 36px; background: #fbfbfa; color: #1b1a18; font-family: Inter }
      .name { display: flex; align-items: center; gap: 32px; font-size: 104px; font-weight: 650; letter-spacing: -0.025em }
      .name svg { width: 116px; height: 116px }
      .line { font-size: 40px; line-height: 1.4; color: #5b5853 }
      .edge { position: absolute; inset: auto 0 0; height: 12px; background: #2f55d4 }
    </style>
    <div class="card">
      <div class="name">${mark} Tidings</div>
      <div class="line">SMS campaigns on Sinch.<br>Everybody gets one text at most. STOP always wins.</div>
    </div>
    <div class="edge"></div>`;
}

/** An icon file around one PNG: a header of 6 bytes, a directory of one entry, then the picture. */
function asIco(png: Buffer, size: number): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2); // the kind: an icon
  header.writeUInt16LE(1, 4); // how many pictures
  header.writeUInt8(size, 6);
  header.writeUInt8(size, 7);
  header.writeUInt16LE(1, 10); // colour planes
  header.writeUInt16LE(32, 12); // bits of a pixel
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}
