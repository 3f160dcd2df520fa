/** Cuts a stream of bytes into lines of UTF-8. */

import { joined } from "../blobs/store.js";

/** A line without its end, or why there is none, and its number. */
export type Line = { line: number; text: string } | { line: number; problem: string };

/** An item is 400 KB at most; escaped it may be some times that. */
const LONGEST = 16 << 20;
const [NEWLINE, RETURN] = [10, 13];

export class Lines {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #line = 1;
  #parts: Uint8Array[] = [];
  #length = 0;
  #tooLong = false;

  /** The lines that end in this piece; blank ones are passed over. */
  take(bytes: Uint8Array): Line[] {
    const found: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      this.#keep(bytes.subarray(from, end));
      this.#finish(found);
      from = end + 1;
    }
    this.#keep(bytes.subarray(from), true);
    return found;
  }

  end(): Line[] {
    const found: Line[] = [];
    this.#finish(found);
    return found;
  }

  /** Not more than the longest line is kept: a file without line ends must not fill the memory. */
  #keep(bytes: Uint8Array, copied = false): void {
    if (this.#length + bytes.length > LONGEST) {
      this.#tooLong = true;
      this.#parts = [];
      this.#length = 0;
    } else if (!this.#tooLong && bytes.length > 0) {
      // The reader may use its memory again.
      this.#parts.push(copied ? bytes.slice() : bytes);
      this.#length += bytes.length;
    }
  }

  #finish(found: Line[]): void {
    const [parts, tooLong, line] = [this.#parts, this.#tooLong, this.#line];
    [this.#parts, this.#length, this.#tooLong] = [[], 0, false];
    this.#line += 1;
    if (tooLong) return void found.push({ line, problem: `Longer than ${LONGEST >> 20} MB.` });
    let bytes = joined(parts);
    if (bytes.at(-1) === RETURN) bytes = bytes.subarray(0, -1);
    if (bytes.length === 0) return;
    try {
      const text = this.#decoder.decode(bytes);
      if (text.trim() !== "") found.push({ line, text });
    } catch {
      found.push({ line, problem: "This is not UTF-8." });
    }
  }
}
