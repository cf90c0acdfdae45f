import { AppError } from "../../errors";
import { importLimits } from "../rules";
import { decoderFor, type Encoding, utf16Of } from "./encoding";
import { binaryWords, looksBinary, refusalOf } from "./kind";
import { detectLayout } from "./layout";
import { type FileRecord, RecordReader } from "./records";

/**
 * A file's bytes → its records, a portion at a time: whoever consumes slowly slows the sender down, and memory stays the
 * same at any size. Throws AppError with words for the user as soon as the file is known to be no good.
 */
export type FileFacts = { bytes: number; encoding: Encoding; delimiter: string };

export type FileReading = {
  portions: AsyncGenerator<FileRecord[]>;
  /** What is known so far; final when the portions have ended. */
  facts: () => FileFacts;
};

const headBytes = 65_536;

export function readFile(body: AsyncIterable<Uint8Array>): FileReading {
  const facts: FileFacts = { bytes: 0, encoding: "utf-8", delimiter: "," };
  return { portions: portionsOf(body, facts), facts: () => ({ ...facts }) };
}

async function* portionsOf(body: AsyncIterable<Uint8Array>, facts: FileFacts): AsyncGenerator<FileRecord[]> {
  const chunks = counted(body, facts)[Symbol.asyncIterator]();
  try {
    const { head, isWhole } = await readHead(chunks);
    refuse(head);
    const decoder = decoderFor(head);
    let text = decoder.push(head) + (isWhole ? decoder.end() : "");
    // A first line longer than the head: its end is needed to know the layout.
    for (let isOver = isWhole; text === "" && !isOver; ) {
      const chunk = await chunks.next();
      isOver = chunk.done === true;
      text = isOver ? decoder.end() : decoder.push(asBuffer(chunk.value));
    }
    const layout = detectLayout(text, isWhole);
    facts.delimiter = layout.delimiter;
    const reader = new RecordReader(layout);
    yield reader.push(withoutNuls(text.slice(layout.skip)));
    for (let chunk = await chunks.next(); chunk.done !== true; chunk = await chunks.next()) {
      const records = reader.push(withoutNuls(decoder.push(asBuffer(chunk.value))));
      facts.encoding = decoder.encoding();
      yield records;
    }
    const rest = isWhole ? [] : reader.push(withoutNuls(decoder.end()));
    yield [...rest, ...reader.end()];
    facts.encoding = decoder.encoding();
  } finally {
    await chunks.return?.(undefined);
  }
}

async function* counted(body: AsyncIterable<Uint8Array>, facts: FileFacts): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    facts.bytes += chunk.byteLength;
    if (facts.bytes > importLimits.bytes) throw new AppError("invalid", tooBigWords);
    yield chunk;
  }
}

export const tooBigWords = "The file is larger than 200 MB. Split it and upload the parts one after the other.";

async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<{ head: Buffer; isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < headBytes; ) {
    const chunk = await chunks.next();
    if (chunk.done) return { head: Buffer.concat(parts), isWhole: true };
    parts.push(chunk.value);
    length += chunk.value.byteLength;
  }
  return { head: Buffer.concat(parts), isWhole: false };
}

function refuse(head: Buffer): void {
  if (head.length === 0) throw new AppError("invalid", "The file is empty.");
  const refusal = refusalOf(head) ?? (utf16Of(head) === null && looksBinary(head) ? binaryWords : null);
  if (refusal) throw new AppError("invalid", refusal);
}

/** Postgres keeps no NULs. The row that holds one is read with a mark in its place, and rejected if it is in the number. */
function withoutNuls(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
