/** Ion text, as exports have it: one value a line, which becomes DynamoDB's attribute values. */

import type { WireItem, WireValue } from "./wire_form.js";

const SETS: Readonly<Record<string, string>> = { $dynamodb_SS: "SS", $dynamodb_NS: "NS", $dynamodb_BS: "BS" };
/** Deeper than any document that DynamoDB takes. */
const DEEPEST = 64;
const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  v: "\v",
  "\n": "",
};
const NUMBER = /^-?(?:0x[0-9a-f_]+|0b[01_]+|\d[\d_]*(?:\.[\d_]*)?(?:[ed][+-]?\d+)?)/i;
const WORD = /^[$_a-zA-Z][$\w]*/;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The members of the structure that is all there is, besides marks of the version. */
  document(): WireItem {
    this.#blank();
    while (this.#word("$ion_1_0")) this.#blank();
    if (this.#text[this.#at] !== "{") throw this.#wrong("A structure is expected");
    const { M } = this.#value(0) as { M: WireItem };
    this.#blank();
    if (this.#at < this.#text.length) throw this.#wrong("Something follows the value");
    return M;
  }

  #wrong(what: string): Error {
    return new Error(`${what} at letter ${this.#at + 1}.`);
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at) || /[$\w]/.test(this.#text[this.#at + word.length] ?? ""))
      return false;
    this.#at += word.length;
    return true;
  }

  #blank(): void {
    for (;;) {
      const start = this.#at;
      while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
      if (this.#text.startsWith("//", this.#at)) this.#to("\n");
      else if (this.#text.startsWith("/*", this.#at)) this.#to("*/");
      if (this.#at === start) return;
    }
  }

  #to(end: string): void {
    const at = this.#text.indexOf(end, this.#at + 2);
    this.#at = at < 0 ? this.#text.length : at + end.length;
  }

  #value(depth: number): WireValue {
    if (depth > DEEPEST) throw this.#wrong("The value is nested too deeply");
    this.#blank();
    const annotation = this.#annotation();
    if (annotation !== undefined) {
      const type = SETS[annotation];
      const list = this.#value(depth)["L"];
      if (type === undefined || !Array.isArray(list)) return this.#unannotated(annotation);
      const held = type[0] as string;
      return {
        [type]: list.map((one) => {
          if (!Object.hasOwn(one, held)) throw this.#wrong(`A member of a ${annotation} has another type`);
          return one[held];
        }),
      };
    }
    const letter = this.#text[this.#at];
    if (letter === "{") return this.#text[this.#at + 1] === "{" ? this.#blob() : this.#structure(depth);
    if (letter === "[") return this.#list(depth);
    if (letter === '"') return { S: this.#quoted('"') };
    if (this.#text.startsWith("'''", this.#at)) return { S: this.#long() };
    return this.#scalar();
  }

  #unannotated(annotation: string): never {
    throw this.#wrong(`The annotation ${annotation} is not known here`);
  }

  #annotation(): string | undefined {
    const start = this.#at;
    const name =
      this.#text[this.#at] === "'" && !this.#text.startsWith("'''", this.#at)
        ? this.#quoted("'")
        : this.#symbol();
    if (name !== undefined) {
      this.#blank();
      if (this.#text.startsWith("::", this.#at)) {
        this.#at += 2;
        this.#blank();
        return name;
      }
    }
    this.#at = start;
    return undefined;
  }

  #symbol(): string | undefined {
    const [name] = WORD.exec(this.#text.slice(this.#at, this.#at + 1024)) ?? [];
    this.#at += name?.length ?? 0;
    return name;
  }

  #structure(depth: number): WireValue {
    const members: [string, WireValue][] = [];
    const names = new Set<string>();
    this.#each("}", () => {
      const name = this.#name();
      if (name === undefined) throw this.#wrong("The name of a member is expected");
      if (names.size === names.add(name).size)
        throw this.#wrong(`The member ${JSON.stringify(name)} comes twice`);
      this.#blank();
      if (this.#text[this.#at] !== ":") throw this.#wrong("A colon is expected");
      this.#at += 1;
      members.push([name, this.#value(depth + 1)]);
    });
    return { M: Object.fromEntries(members) };
  }

  #name(): string | undefined {
    if (this.#text.startsWith("'''", this.#at)) return this.#long();
    const letter = this.#text[this.#at];
    return letter === '"' || letter === "'" ? this.#quoted(letter) : this.#symbol();
  }

  #list(depth: number): WireValue {
    const list: WireValue[] = [];
    this.#each("]", () => list.push(this.#value(depth + 1)));
    return { L: list };
  }

  #each(end: string, one: () => void): void {
    this.#at += 1;
    for (;;) {
      this.#blank();
      if (this.#text[this.#at] === end) break;
      one();
      this.#blank();
      if (this.#text[this.#at] === ",") this.#at += 1;
      else if (this.#text[this.#at] !== end) throw this.#wrong(`A comma or ${end} is expected`);
    }
    this.#at += 1;
  }

  #blob(): WireValue {
    const end = this.#text.indexOf("}}", this.#at);
    const inner = this.#text.slice(this.#at + 2, end).replace(/\s/g, "");
    if (end < 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(inner)) throw this.#wrong("A blob in base64 is expected");
    this.#at = end + 2;
    return { B: inner };
  }

  #quoted(quote: string): string {
    const [open, text] = [this.#at, this.#text];
    let [at, plain] = [open + 1, open + 1];
    let out = "";
    for (;;) {
      const letter = text[at];
      if (letter === undefined || letter === "\n") throw this.#wrong("Quotes have no end");
      if (letter === quote) break;
      if (letter === "\\") {
        out += text.slice(plain, at);
        this.#at = at + 1;
        out += this.#escape();
        plain = at = this.#at;
      } else at += 1;
    }
    this.#at = at + 1;
    return out + text.slice(plain, at);
  }

  /** Texts between three quotes each, which are one. */
  #long(): string {
    let out = "";
    while (this.#text.startsWith("'''", this.#at)) {
      this.#at += 3;
      while (!this.#text.startsWith("'''", this.#at)) {
        const letter = this.#text[this.#at];
        if (letter === undefined) throw this.#wrong("Quotes have no end");
        this.#at += 1;
        out += letter === "\\" ? this.#escape() : letter;
      }
      this.#at += 3;
      this.#blank();
    }
    return out;
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? "";
    this.#at += 1;
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits === undefined) return ESCAPES[letter] ?? letter;
    const hex = this.#text.slice(this.#at, this.#at + digits);
    const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
    if (code < 0 || code > 0x10ffff) throw this.#wrong("An escape is wrong");
    this.#at += digits;
    return String.fromCodePoint(code);
  }

  #scalar(): WireValue {
    const rest = this.#text.slice(this.#at, this.#at + 512);
    const [number] = NUMBER.exec(rest) ?? [];
    if (number !== undefined && !/^[\w.]/.test(rest.slice(number.length))) {
      this.#at += number.length;
      return { N: numberOf(number) };
    }
    const word = this.#symbol();
    if (word === "true" || word === "false") return { BOOL: word === "true" };
    if (word === "null") {
      // `null.string` and so on are null, too.
      if (this.#text[this.#at] === ".") {
        this.#at += 1;
        this.#symbol();
      }
      return { NULL: true };
    }
    throw this.#wrong("This is no value that DynamoDB has");
  }
}

function numberOf(text: string): string {
  const plain = text.replaceAll("_", "");
  if (/^-?0[xb]/i.test(plain)) {
    const negative = plain.startsWith("-");
    return `${negative ? "-" : ""}${BigInt(negative ? plain.slice(1) : plain)}`;
  }
  return plain.replace(/d/i, "e").replace(/\.(?=e|$)/i, "");
}

/** The members of the structure in a line. Throws what is wrong with it. */
export function readIon(text: string): WireItem {
  return new Reader(text).document();
}
