/** Cuts a stream of bytes into JSON documents: the elements of one array, or one document a line. */

import { joined } from "../blobs/store.js";

/** A document, or why there is none, and the line it begins on. */
export type Piece = { line: number; text: string } | { line: number; problem: string };

/** An item is 400 KB at most; escaped and indented it may be some times that. */
const LONGEST = 16 << 20;

const [TAB, NEWLINE, RETURN, SPACE, QUOTE, COMMA, BACKSLASH] = [9, 10, 13, 32, 34, 44, 92];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

const isBlank = (byte: number): boolean =>
  byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;

export class Documents {
  #mode: "unknown" | "lines" | "array" | "closed" = "unknown";
  #first = true;
  #line = 1;
  #begun = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #elements = 0;
  #tooLong = false;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #parts: Uint8Array[] = [];
  #length = 0;

  /** The documents that end in this piece of the stream. */
  *take(given: Uint8Array): Generator<Piece> {
    let bytes = given;
    if (this.#first && bytes.length > 0) {
      this.#first = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    let at = 0;
    while (at < bytes.length) {
      if (this.#mode === "lines") at = yield* this.#inLines(bytes, at);
      else if (this.#mode === "array") at = yield* this.#inArray(bytes, at);
      else at = yield* this.#outside(bytes, at);
    }
  }

  /** What the end of the stream ends, or leaves unfinished. */
  *end(): Generator<Piece> {
    if (this.#mode === "lines") yield* this.#finished();
    if (this.#mode === "array") {
      yield { line: this.#line, problem: "The array has no end: the file is cut off." };
    }
  }

  /** Before the first document, or behind the array. */
  *#outside(bytes: Uint8Array, from: number): Generator<Piece, number> {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (isBlank(byte)) {
        if (byte === NEWLINE) this.#line += 1;
        continue;
      }
      if (this.#mode === "closed") {
        yield { line: this.#line, problem: "Something follows the end of the array." };
        return bytes.length;
      }
      this.#mode = byte === OPEN_BRACKET ? "array" : "lines";
      this.#begun = this.#line;
      return byte === OPEN_BRACKET ? at + 1 : at;
    }
    return bytes.length;
  }

  *#inLines(bytes: Uint8Array, from: number): Generator<Piece, number> {
    const end = bytes.indexOf(NEWLINE, from);
    if (end < 0) {
      this.#keep(bytes.subarray(from));
      return bytes.length;
    }
    this.#keep(bytes.subarray(from, end));
    yield* this.#finished();
    this.#line += 1;
    this.#begun = this.#line;
    return end + 1;
  }

  *#inArray(bytes: Uint8Array, from: number): Generator<Piece, number> {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE) this.#line += 1;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
      } else if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
      else if (this.#depth > 0) {
        if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth -= 1;
      } else if (byte === COMMA || byte === CLOSE_BRACKET) {
        this.#keep(bytes.subarray(from, at));
        const last = byte === CLOSE_BRACKET;
        yield* this.#finished(last ? "last" : "element");
        this.#begun = this.#line;
        if (last) this.#mode = "closed";
        return at + 1;
      }
    }
    this.#keep(bytes.subarray(from));
    return bytes.length;
  }

  /** Not more than the longest document is kept: a file without line ends must not fill the memory. */
  #keep(bytes: Uint8Array): void {
    if (this.#length + bytes.length > LONGEST) {
      this.#tooLong = true;
      this.#parts = [];
      this.#length = 0;
    } else if (!this.#tooLong && bytes.length > 0) {
      this.#parts.push(bytes);
      this.#length += bytes.length;
    }
  }

  *#finished(place: "line" | "element" | "last" = "line"): Generator<Piece> {
    const [parts, tooLong, line] = [this.#parts, this.#tooLong, this.#begun];
    [this.#parts, this.#length, this.#tooLong] = [[], 0, false];
    if (tooLong) {
      this.#elements += 1;
      yield { line, problem: `Longer than ${LONGEST >> 20} MB.` };
      return;
    }
    let raw: string;
    try {
      const [only] = parts;
      raw = this.#decoder.decode(parts.length === 1 && only ? only : joined(parts));
    } catch {
      this.#elements += 1;
      yield { line, problem: "This is not UTF-8." };
      return;
    }
    const text = raw.trim();
    if (text !== "") {
      this.#elements += 1;
      const lead = raw.slice(0, raw.length - raw.trimStart().length);
      yield { line: line + lead.split("\n").length - 1, text };
    } else if (place === "element" || (place === "last" && this.#elements > 0)) {
      yield { line, problem: "A comma has no element beside it." };
    }
  }
}
