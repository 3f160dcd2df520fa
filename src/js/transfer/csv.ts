/** Comma-separated values, read piece by piece: RFC 4180, with any line end, and lines counted. */

/** A field; one without quotes and text is no value, `""` is an empty one. */
export interface Cell {
  text: string;
  quoted: boolean;
}

/** A record, or why there is none, and the line it begins on. */
export type CsvRecord = { line: number; cells: Cell[] } | { line: number; problem: string };

/** As for JSON documents: nothing that can be stored is longer. */
const LONGEST = 16 << 20;
/** What an empty field counts, in letters. */
const CELL = 64;

export class CsvReader {
  readonly #delimiter: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #state: "start" | "plain" | "quoted" | "closed" = "start";
  #afterReturn = false;
  #cells: Cell[] = [];
  #text = "";
  #line = 1;
  #begun = 1;
  #problem: string | undefined;
  /** Letters of the record so far. */
  #length = 0;
  #broken = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  take(bytes: Uint8Array): CsvRecord[] {
    return this.#decoded(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): CsvRecord[] {
    const records = this.#decoded(() => this.#decoder.decode());
    if (this.#state === "quoted") this.#problem = "The quotes have no end: the file is cut off.";
    if (this.#length > 0 || this.#state !== "start") this.#record(records);
    return records;
  }

  #decoded(decode: () => string): CsvRecord[] {
    const records: CsvRecord[] = [];
    if (this.#broken) return records;
    try {
      this.#read(decode(), records);
    } catch {
      this.#broken = true;
      records.push({ line: this.#line, problem: "This is not UTF-8; the rest of the file is not read." });
      [this.#cells, this.#state] = [[], "start"];
    }
    return records;
  }

  #read(text: string, records: CsvRecord[]): void {
    for (let at = 0; at < text.length; at += 1) {
      const letter = text[at] as string;
      const newline = letter === "\n" && !this.#afterReturn;
      if (newline || letter === "\r") this.#line += 1;
      if (letter === "\n" && this.#afterReturn && this.#state !== "quoted") {
        this.#afterReturn = false;
        continue;
      }
      this.#afterReturn = letter === "\r";
      if (this.#state === "quoted") {
        if (letter === '"') this.#state = "closed";
        else at = this.#run(text, at, '"\r\n');
      } else if (letter === this.#delimiter) this.#cell();
      else if (letter === "\n" || letter === "\r") this.#record(records);
      else if (letter === '"') this.#quote();
      else if (this.#state === "closed") this.#problem ??= "Text follows closed quotes.";
      else {
        this.#state = "plain";
        at = this.#run(text, at, `${this.#delimiter}"\r\n`);
      }
    }
  }

  /** Takes what lies up to the next letter that matters; returns the last place taken. */
  #run(text: string, from: number, ends: string): number {
    let end = from + 1;
    while (end < text.length && !ends.includes(text[end] as string)) end += 1;
    if (this.#fits(end - from)) this.#text += text.slice(from, end);
    return end - 1;
  }

  /** Whether so many more letters may be kept. A record that is too long is read to its end, and nothing of it kept. */
  #fits(length: number): boolean {
    this.#length += length;
    if (this.#length <= LONGEST) return true;
    this.#problem = `Longer than ${LONGEST >> 20} MB: are quotes or line ends missing?`;
    this.#text = "";
    this.#cells = [];
    return false;
  }

  #quote(): void {
    if (this.#state === "closed") {
      if (this.#fits(1)) this.#text += '"';
      this.#state = "quoted";
    } else if (this.#state === "start") this.#state = "quoted";
    else this.#problem ??= "Quotes stand in the middle of a field; double them and quote the whole field.";
  }

  #cell(): void {
    // A cell without text takes memory, too.
    if (this.#fits(CELL)) this.#cells.push({ text: this.#text, quoted: this.#state === "closed" });
    this.#text = "";
    this.#state = "start";
  }

  #record(records: CsvRecord[]): void {
    const blank = this.#cells.length === 0 && this.#state === "start";
    this.#cell();
    const [cells, line, problem] = [this.#cells, this.#begun, this.#problem];
    this.#cells = [];
    this.#begun = this.#line;
    this.#problem = undefined;
    this.#length = 0;
    if (problem !== undefined) records.push({ line, problem });
    else if (!blank) records.push({ line, cells });
  }
}

/** A field as it is written; quotes only where they are needed. */
export function csvField(text: string, delimiter: string): string {
  const needed = text === "" || text.includes(delimiter) || /["\r\n]|^\s|\s$|^\uFEFF/.test(text);
  return needed ? `"${text.replaceAll('"', '""')}"` : text;
}
