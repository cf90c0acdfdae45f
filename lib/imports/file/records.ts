import { AppError } from "../../errors";
import { importLimits } from "../rules";

/**
 * Delimited text → records, in pieces of any size and constant memory. Quotation marks as in RFC 4180, and lenient where
 * spreadsheets are: spaces before an opening mark, marks in the middle of a cell, text after a closing mark.
 * Every bound is checked while reading, so a hostile or broken file ends at once.
 */
export type FileRecord = {
  /** As a spreadsheet counts: the first line is 1, blank lines count. */
  number: number;
  cells: string[];
};

export type Layout = { delimiter: string /** "\r" for files of old Macs. */; newline: "\n" | "\r" };

export class RecordReader {
  #rest = "";
  #number = 0;
  readonly #delimiter: string;
  readonly #newline: string;

  constructor({ delimiter, newline }: Layout) {
    this.#delimiter = delimiter;
    this.#newline = newline;
  }

  /** The records that are complete by now, blank ones left out. */
  push(text: string): FileRecord[] {
    return this.#read(this.#rest + text, false);
  }

  end(): FileRecord[] {
    return this.#read(this.#rest, true);
  }

  #read(text: string, isLast: boolean): FileRecord[] {
    const records: FileRecord[] = [];
    let position = 0;
    while (position < text.length) {
      const found = this.#readRecord(text, position, isLast);
      if (!found) break;
      this.#number++;
      position = found.next;
      this.#check(found.cells);
      if (!isBlank(found.cells)) records.push({ number: this.#number, cells: found.cells });
    }
    this.#rest = text.slice(position);
    if (this.#rest.length > importLimits.record) {
      throw this.#rest.includes(this.#newline) ? this.#unclosed() : this.#tooLong();
    }
    return records;
  }

  #readRecord(text: string, start: number, isLast: boolean): { cells: string[]; next: number } | null {
    const end = text.indexOf(this.#newline, start);
    if (end < 0 && !isLast) return null;
    const line = text.slice(start, end < 0 ? text.length : end);
    if (line.length > importLimits.record) throw this.#tooLong();
    if (!line.includes('"')) {
      const next = end < 0 ? text.length : end + 1;
      return { cells: withoutReturn(line).split(this.#delimiter), next };
    }
    return this.#readQuoted(text, start, isLast);
  }

  /** Cell by cell; null when the record goes on beyond the text. */
  #readQuoted(text: string, start: number, isLast: boolean): { cells: string[]; next: number } | null {
    const cells: string[] = [];
    for (let position = start; ; ) {
      const cell = this.#readCell(text, position, isLast);
      if (!cell) return null;
      cells.push(cell.value);
      if (cells.length > importLimits.columns) this.#check(cells);
      position = cell.end + 1;
      const isEnd = cell.end >= text.length || text[cell.end] === this.#newline;
      if (isEnd) return cell.end >= text.length && !isLast ? null : { cells, next: Math.min(position, text.length) };
    }
  }

  #readCell(text: string, start: number, isLast: boolean): { value: string; end: number } | null {
    let open = start;
    while (text[open] === " ") open++;
    if (text[open] !== '"') {
      const end = this.#endOfCell(text, start);
      return { value: this.#plain(text, start, end), end };
    }
    const close = closingQuote(text, open);
    if (close < 0) {
      if (isLast || text.length - start > importLimits.record) throw this.#unclosed();
      return null;
    }
    const end = this.#endOfCell(text, close + 1);
    const value = text.slice(open + 1, close).replaceAll('""', '"');
    return { value: value + this.#plain(text, close + 1, end).trimEnd(), end };
  }

  #endOfCell(text: string, start: number): number {
    for (let index = start; index < text.length; index++) {
      const character = text[index];
      if (character === this.#delimiter || character === this.#newline) return index;
    }
    return text.length;
  }

  /** Windows ends lines with a return before the newline. */
  #plain(text: string, start: number, end: number): string {
    const isLineEnd = text[end] !== this.#delimiter;
    const value = text.slice(start, end);
    return isLineEnd ? withoutReturn(value) : value;
  }

  #check(cells: string[]): void {
    if (cells.length > importLimits.columns) {
      throw invalid(
        `Row ${this.#number || 1} has more than ${importLimits.columns} columns. This is no list of people.`,
      );
    }
    if (cells.some((cell) => cell.length > importLimits.cell)) {
      throw invalid(
        `Row ${this.#number} has a cell of more than 4,000 characters. Take that column out and try again.`,
      );
    }
    if (this.#number > importLimits.rows) {
      throw invalid("The file has more than 2,000,000 rows. Split it and upload the parts one after the other.");
    }
  }

  #tooLong(): AppError {
    return invalid(
      `Row ${this.#number + 1} is longer than 1 MB: this is not a CSV file, or its line ends are missing.`,
    );
  }

  #unclosed(): AppError {
    return invalid(
      `A quotation mark in row ${this.#number + 1} is opened and never closed. Mend the row and try again.`,
    );
  }
}

function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  return close;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function isBlank(cells: string[]): boolean {
  return cells.every((cell) => cell === "" || cell.trim() === "");
}

function invalid(message: string): AppError {
  return new AppError("invalid", message);
}
