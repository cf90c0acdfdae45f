import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvLine } from "@/lib/imports/reject-file";
import { cleanFileName } from "@/lib/imports/upload";

test("a reject file starts no formula, and gives back what was in it", () => {
  const dangerous = ["=1+1", "+4915112345678", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"];
  const [cells] = Papa.parse<string[]>(csvLine(dangerous), { newline: "\r\n" }).data;
  expect(cells).toEqual(dangerous.map((cell) => `'${cell}`));
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (row) => {
      const parsed = Papa.parse<string[]>(csvLine(row), { newline: "\r\n", delimiter: "," }).data[0] ?? [];
      expect(parsed.map((cell, index) => (cell === row[index] ? cell : cell.slice(1)))).toEqual(row);
      for (const cell of parsed) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

test("a file's name is shown and nothing else", () => {
  expect(cleanFileName("C:\\Users\\me\\list.csv")).toBe("list.csv");
  expect(cleanFileName("../../etc/passwd")).toBe("passwd");
  expect(cleanFileName("a\u202e\u0000b.csv")).toBe("ab.csv");
  expect(cleanFileName("")).toBe("upload.csv");
  expect(cleanFileName("x".repeat(500))).toHaveLength(200);
});
