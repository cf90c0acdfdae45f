/**
 * What a file is, told by its content and never by its name. Returns words for the person who chose the wrong file,
 * or null when it may be a table of text.
 */
type Magic = { bytes: number[]; words: string };

const excel = "This is an Excel workbook. Open it, choose Save as, then CSV UTF-8, and upload that file.";

const magics: Magic[] = [
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], words: excel },
  { bytes: [0x25, 0x50, 0x44, 0x46], words: "This is a PDF. Export the list as CSV from where it comes from." },
  { bytes: [0x1f, 0x8b], words: "This is a compressed file. Unpack it and upload the CSV inside." },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], words: "This is a 7-Zip archive. Unpack it and upload the CSV inside." },
  { bytes: [0x52, 0x61, 0x72, 0x21], words: "This is a RAR archive. Unpack it and upload the CSV inside." },
  { bytes: [0x89, 0x50, 0x4e, 0x47], words: "This is a picture. A CSV file is needed." },
  { bytes: [0xff, 0xd8, 0xff], words: "This is a picture. A CSV file is needed." },
  { bytes: [0x47, 0x49, 0x46, 0x38], words: "This is a picture. A CSV file is needed." },
];

const beginnings: [RegExp, string][] = [
  [/^\{\\rtf/, "This is a text document. Save the table in it as CSV."],
  [/^\s*<(!doctype|html|\?xml|table|meta)/i, "This is a web page or XML file. Export the list as CSV instead."],
  [/^\s*(\{\s*["}]|\[\s*[{[])/, "This is JSON. Export the list as CSV instead."],
  [/^BEGIN:VCARD/i, "These are contact cards (vCard). Export the contacts as CSV instead."],
  [/^SQLite format 3/, "This is a database file. Export the table as CSV instead."],
];

export function refusalOf(head: Buffer): string | null {
  if (isZip(head)) return refusalOfZip(head);
  const magic = magics.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (magic) return magic.words;
  const text = head.toString("latin1", 0, 512).replace(/^ï»¿/, "");
  return beginnings.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

function isZip(head: Buffer): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 0x03 || head[2] === 0x05 || head[2] === 0x07);
}

/** Modern workbooks are ZIP archives; the names of their parts stand readable in the archive. */
function refusalOfZip(head: Buffer): string {
  const names = head.toString("latin1");
  if (names.includes("xl/")) return excel;
  if (names.includes("opendocument.spreadsheet")) {
    return "This is an OpenDocument spreadsheet. Save it as CSV and upload that file.";
  }
  if (names.includes("Index/") || names.includes(".iwa")) {
    return "This is a Numbers document. Export it as CSV and upload that file.";
  }
  if (names.includes("[Content_Types].xml")) return excel;
  return "This is a ZIP archive. Unpack it and upload the CSV inside.";
}

export const binaryWords = "This is not a text file. A CSV file is needed.";

/** Text has no NULs, and hardly any control characters but tab and line ends. Not for UTF-16. */
export function looksBinary(head: Buffer): boolean {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27)) odd++;
  }
  return odd > head.length / 100;
}
