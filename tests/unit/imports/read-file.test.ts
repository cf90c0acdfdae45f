import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { type FileFacts, readFile } from "@/lib/imports/file/read";
import type { FileRecord } from "@/lib/imports/file/records";

type Read = { records: FileRecord[]; facts: FileFacts };

async function read(bytes: Uint8Array | string, chunkSize = 65_536): Promise<Read> {
  const reading = readFile(chunksOf(Buffer.from(bytes as string), chunkSize));
  const records: FileRecord[] = [];
  for await (const portion of reading.portions) records.push(...portion);
  return { records, facts: reading.facts() };
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function cellsOf(bytes: Uint8Array | string, chunkSize?: number): Promise<string[][]> {
  return (await read(bytes, chunkSize)).records.map(({ cells }) => cells);
}

/** Latin letters with marks in Windows-1252, where one byte is one letter. */
function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll("€", "\x80"), "latin1");
}

describe("encodings", () => {
  const text = "Telefon;Vorname\n+4915112345678;Jürgen\n+4915112345679;Zoë €5\n";
  const rows = [
    ["Telefon", "Vorname"],
    ["+4915112345678", "Jürgen"],
    ["+4915112345679", "Zoë €5"],
  ];

  test.each([
    ["utf-8", Buffer.from(text)],
    ["utf-8", Buffer.from(`\ufeff${text}`)],
    ["windows-1252", windows1252(text)],
    ["utf-16le", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["utf-16le", Buffer.from(text, "utf16le")],
    ["utf-16be", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    [
      "mixed",
      Buffer.concat([Buffer.from("Telefon;Vorname\n+4915112345678;Jürgen\n"), windows1252("+4915112345679;Zoë €5\n")]),
    ],
  ])("%s is read as it was written, however it arrives", async (encoding, bytes) => {
    for (const chunkSize of [1, 2, 7, 65_536]) {
      const { records, facts } = await read(bytes, chunkSize);
      expect(records.map(({ cells }) => cells)).toEqual(rows);
      expect(facts).toEqual({ bytes: bytes.length, encoding, delimiter: ";" });
    }
  });

  test("the first letter outside ASCII may come long after the beginning", async () => {
    const many = `phone,name\n${"+4915112345678,Anna\n".repeat(10_000)}`;
    const { records, facts } = await read(Buffer.concat([Buffer.from(many), windows1252("+4915112345679,Zoë\n")]));
    expect(records.at(-1)?.cells).toEqual(["+4915112345679", "Zoë"]);
    expect(facts.encoding).toBe("windows-1252");
  });
});

describe("layout", () => {
  test.each([",", ";", "\t", "|"])("delimiter %j", async (delimiter) => {
    const text =
      ["phone", "name", "city"].join(delimiter) +
      "\n" +
      ["+4915112345678", "A, B; C", "X"].map((cell) => `"${cell}"`).join(delimiter);
    const { records, facts } = await read(text);
    expect(facts.delimiter).toBe(delimiter);
    expect(records[1]?.cells).toEqual(["+4915112345678", "A, B; C", "X"]);
  });

  test("Excel's sep= line chooses the delimiter and is no row", async () => {
    const { records } = await read("sep=|\r\nphone|a;b;c\r\n123|x;y;z\r\n");
    expect(records).toEqual([
      { number: 1, cells: ["phone", "a;b;c"] },
      { number: 2, cells: ["123", "x;y;z"] },
    ]);
  });

  test("one column needs no delimiter, and line ends of any kind do", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(await cellsOf(["phone", "+4915112345678", "+4915112345679"].join(end))).toEqual([
        ["phone"],
        ["+4915112345678"],
        ["+4915112345679"],
      ]);
    }
  });

  test("blank rows are left out and still counted", async () => {
    const { records } = await read("phone,name\n\n , \n+4915112345678,Anna\n");
    expect(records.map(({ number }) => number)).toEqual([1, 4]);
  });

  test("quotation marks: doubled, around line ends, after spaces, and inside a plain cell", async () => {
    expect(await cellsOf('a,b\n"say ""hi""","two\nlines"\n1, "2"\n5" pipe,x\n"q"tail,y\n')).toEqual([
      ["a", "b"],
      ['say "hi"', "two\nlines"],
      ["1", "2"],
      ['5" pipe', "x"],
      ["qtail", "y"],
    ]);
  });
});

describe("files that are no list", () => {
  test.each([
    [
      "an Excel workbook",
      Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.from("....[Content_Types].xml....xl/workbook.xml")]),
      /Excel workbook.*CSV/,
    ],
    ["an old Excel workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /Excel workbook/],
    ["a ZIP", Buffer.from("PK\x03\x04....contacts.csv"), /ZIP archive/],
    ["a PDF", Buffer.from("%PDF-1.7\n"), /PDF/],
    ["a gzip", Buffer.from([0x1f, 0x8b, 8, 0]), /compressed/],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /picture/],
    ["a web page", Buffer.from("<!DOCTYPE html><table><tr><td>1"), /web page/],
    ["JSON", Buffer.from('[{"phone":"1"}]'), /JSON/],
    ["contact cards", Buffer.from("BEGIN:VCARD\r\nVERSION:3.0"), /contact cards/],
    ["bytes", Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7919) % 251)), /not a text file/],
    ["text with a NUL at its beginning", Buffer.from("phone\0,name\n1,2\n"), /not a text file/],
    ["nothing", Buffer.alloc(0), /empty/],
  ])("%s is refused by its content", async (_name, bytes, words) => {
    await expect(read(bytes)).rejects.toThrow(words);
  });

  test("a NUL further on only marks its cell", async () => {
    const text = `phone,name\n${"+4915112345678,Anna\n".repeat(5_000)}+49151\u0000123,B\n`;
    expect((await cellsOf(text)).at(-1)).toEqual(["+49151\ufffd123", "B"]);
  });
});

describe("bounds end the reading at once", () => {
  async function refusal(make: () => AsyncIterable<Uint8Array>): Promise<string> {
    try {
      for await (const _ of readFile(make()).portions);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Repeats a block and tells how much of it was asked for. */
  function source(first: string, block: string, times: number) {
    const asked = { blocks: 0 };
    async function* make() {
      yield Buffer.from(first);
      for (; asked.blocks < times; asked.blocks++) yield Buffer.from(block);
    }
    return { asked, make };
  }

  test("a line of 10 MB", async () => {
    const { asked, make } = source("phone,name\n", "x".repeat(65_536), 160);
    expect(await refusal(make)).toMatch(/Row 2 is longer than 1 MB/);
    expect(asked.blocks).toBeLessThan(80);
  });

  test("a quotation mark that is never closed", async () => {
    const { asked, make } = source('phone,name\n1,"Anna\n', "+4915112345678,Berta\n".repeat(3_000), 200);
    expect(await refusal(make)).toMatch(/quotation mark in row 2/);
    expect(asked.blocks).toBeLessThan(30);
    expect(
      await refusal(async function* () {
        yield Buffer.from('phone,name\n1,"Anna\n2,Berta\n');
      }),
    ).toMatch(/quotation mark in row 2/);
  });

  test("101 columns, and a cell of 4,001 characters", async () => {
    await expect(read(`${"a,".repeat(100)}b\n`)).rejects.toThrow(/Row 1 has more than 100 columns/);
    await expect(read(`phone,name\n1,${"x".repeat(4_001)}\n`)).rejects.toThrow(/Row 2 has a cell of more than 4,000/);
    await expect(read(`phone,name\n1,"${"x".repeat(4_001)}"\n`)).rejects.toThrow(/Row 2 has a cell of more than 4,000/);
    expect(await cellsOf(`${"a,".repeat(99)}b\n`)).toHaveLength(1);
  });

  test("more than 200 MB, more than two million rows", async () => {
    const rows = source("phone\n", "1\n".repeat(32_768), 100);
    expect(await refusal(rows.make)).toMatch(/2,000,000 rows/);
    const bytes = source("phone\n", `${"1".repeat(3_000)},${"2".repeat(3_000)}\n`.repeat(200), 1_000);
    expect(await refusal(bytes.make)).toMatch(/200 MB/);
    expect(bytes.asked.blocks).toBeLessThan(200);
  });
});

describe("properties", () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "Ü", "😀", ",", ";", '"', "\n", " ", "1", "'", "\\"),
    maxLength: 6,
  });
  const table = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.constantFrom("\n", "\r\n"), fc.constantFrom(",", ";", "\t", "|"))
    .chain(([width, newline, delimiter]) =>
      fc.record({
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
        newline: fc.constant(newline),
        delimiter: fc.constant(delimiter),
      }),
    );

  test("what a CSV writer writes is read back, cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async ({ rows, newline, delimiter }, chunkSize) => {
        const text = `sep=${delimiter}\n${Papa.unparse(rows, { newline, delimiter, quotes: true })}`;
        const kept = rows.filter((row) => row.some((value) => value.trim() !== ""));
        expect(await cellsOf(text, chunkSize)).toEqual(kept);
      }),
      { numRuns: 300 },
    );
  });

  test("any bytes either read or are refused with words, and the cut makes no difference", async () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async (data, chunkSize) => {
        const whole = await read(data).catch((error: Error) => error.message);
        const pieces = await read(data, chunkSize).catch((error: Error) => error.message);
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
