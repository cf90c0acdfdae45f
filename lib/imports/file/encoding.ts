import { isAscii, isUtf8 } from "node:buffer";
import { importLimits } from "../rules";

/**
 * Bytes → text, whatever a spreadsheet saved. UTF-16 is told by its mark or its NULs. Everything else is read line by
 * line: a line that is valid UTF-8 is that, any other is Windows-1252. So a file that turns out to be Windows-1252 in
 * its last line, and one stitched together from both, read correctly and without a second pass.
 */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "mixed";

export type TextDecoding = {
  /** What can be decoded so far; a line's missing end is kept for later. */
  push: (bytes: Buffer) => string;
  end: () => string;
  encoding: () => Encoding;
};

export function decoderFor(head: Buffer): TextDecoding {
  const utf16 = utf16Of(head);
  return utf16 ? utf16Decoding(utf16) : byLine();
}

export function utf16Of(head: Buffer): "utf-16le" | "utf-16be" | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  const length = Math.min(head.length, 4096) & ~1;
  for (let index = 0; index < length; index++) if (head[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return "utf-16le";
  if (even > half * 0.4 && odd < half * 0.05) return "utf-16be";
  return null;
}

function utf16Decoding(encoding: "utf-16le" | "utf-16be"): TextDecoding {
  const decoder = new TextDecoder(encoding);
  return {
    push: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
    encoding: () => encoding,
  };
}

const legacy = new TextDecoder("windows-1252");
const newline = 10;
const carriageReturn = 13;

type Seen = { utf8: boolean; legacy: boolean };

function byLine(): TextDecoding {
  let carry: Buffer = Buffer.alloc(0);
  let isFirst = true;
  const seen: Seen = { utf8: false, legacy: false };

  function push(bytes: Buffer): string {
    let data = carry.length > 0 ? Buffer.concat([carry, bytes]) : bytes;
    if (isFirst && data.length < 3) {
      carry = data;
      return "";
    }
    if (isFirst && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) data = data.subarray(3);
    isFirst = false;
    const end = Math.max(data.lastIndexOf(newline), data.lastIndexOf(carriageReturn)) + 1;
    // A line beyond every limit need not stay whole: whoever reads the text refuses it.
    const cut = end === 0 && data.length > importLimits.record * 4 ? data.length : end;
    carry = Buffer.from(data.subarray(cut));
    return decode(data.subarray(0, cut), seen);
  }

  return {
    push,
    end: () => decode(carry, seen),
    encoding: () => {
      if (seen.legacy) return seen.utf8 ? "mixed" : "windows-1252";
      return "utf-8";
    },
  };
}

/** Notes in `seen` which encodings the lines were in. */
function decode(bytes: Buffer, seen: Seen): string {
  if (isUtf8(bytes)) {
    if (!seen.utf8 && !isAscii(bytes)) seen.utf8 = true;
    return bytes.toString("utf8");
  }
  return linesOf(bytes)
    .map((line) => {
      const isValid = isUtf8(line);
      if (!isAscii(line)) seen[isValid ? "utf8" : "legacy"] = true;
      return isValid ? line.toString("utf8") : legacy.decode(line);
    })
    .join("");
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(newline, start);
    const end = next < 0 ? bytes.length : next + 1;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
}
