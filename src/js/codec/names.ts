/** Attribute names on the way out: their encoded form, and what an object's keys look like once in canonical order. */

const encoder = new TextEncoder();
/** Names kept encoded; past it the table starts again, so that names made from data cannot fill the memory. */
const KEPT_NAMES = 4096;
/** Longer names are not kept: a few thousand of them would fill the memory as well. */
const LONGEST_NAME = 255;
/** Attributes learnt at all sites together; past it all is forgotten, for an object may unfold to any number of places. */
const KEPT_ATTRIBUTES = 16384;
/** An object with more keys is a map by id or the like, whose keys are data. */
const WIDEST_SHAPE = 256;
/** Shapes a site keeps before it starts afresh; after so many fresh starts its keys are taken for data. */
const KEPT_SHAPES = 128;
const FRESH_STARTS = 8;

const encoded = new Map<string, EncodedName>();

let learnt = 0;
/** The sites that have learnt something. */
let learned: Site[] = [];

/** An encoded name, cut into words of four bytes. */
export class EncodedName {
  readonly length: number;
  readonly words: Int32Array;

  constructor(readonly bytes: Uint8Array) {
    this.length = bytes.length;
    const padded = new Uint8Array((bytes.length + 3) & ~3);
    padded.set(bytes);
    const view = new DataView(padded.buffer);
    this.words = Int32Array.from({ length: padded.length / 4 }, (_, index) => view.getInt32(index * 4, true));
  }
}

/** A name (or member of a string set): varint header `byteLength << 1 | hasNonAscii`, UTF-8 bytes. */
export function encodeName(name: string): Uint8Array {
  const text = encoder.encode(name);
  const header: number[] = [];
  let rest = text.length * 2 + (isAscii(text) ? 0 : 1);
  for (; rest > 127; rest = Math.floor(rest / 128)) header.push((rest & 127) | 128);
  header.push(rest);
  const bytes = new Uint8Array(header.length + text.length);
  bytes.set(header);
  bytes.set(text, header.length);
  return bytes;
}

/** {@link encodeName} with a memory. */
export function encodedName(name: string): EncodedName {
  let bytes = encoded.get(name);
  if (bytes === undefined) {
    if (encoded.size >= KEPT_NAMES) encoded.clear();
    bytes = new EncodedName(encodeName(name));
    if (name.length <= LONGEST_NAME) encoded.set(name, bytes);
  }
  return bytes;
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 127) return false;
  return true;
}

/** What an attribute's place in a document says of the values below it. */
interface Place<Below> {
  child(name: string): Below;
}

/** An attribute of objects with one list of keys. */
export class Attribute {
  #site: Site | undefined;
  #below: unknown;

  constructor(
    readonly key: string,
    /** Position in the object's own key order. */
    readonly index: number,
    /** Encoded name. */
    readonly name: EncodedName,
  ) {}

  /** `place.child()` of this attribute, remembered: a site, and so an attribute, belongs to one place. */
  below<Below>(place: Place<Below>): Below {
    this.#below ??= place.child(this.key);
    return this.#below as Below;
  }

  /** What has been seen in the values of this attribute. */
  get site(): Site {
    this.#site ??= new Site();
    return this.#site;
  }
}

/** The keys of an object, in its order, and its attributes in the canonical order (bytes of the names, ascending). */
export class Shape {
  readonly attributes: readonly Attribute[];

  constructor(readonly keys: readonly string[]) {
    const sorted = keys.map((key, index) => new Attribute(key, index, encodedName(key)));
    sorted.sort((left, right) => compareNames(left.name.bytes, right.name.bytes) || left.index - right.index);
    // Lone surrogates of different names all become U+FFFD: the later one stays, as in an object.
    this.attributes = sorted.filter((attribute, at) => {
      const next = sorted[at + 1];
      return next === undefined || compareNames(attribute.name.bytes, next.name.bytes) !== 0;
    });
  }

  has(keys: readonly string[]): boolean {
    if (keys.length !== this.keys.length) return false;
    for (let index = 0; index < keys.length; index += 1) if (keys[index] !== this.keys[index]) return false;
    return true;
  }
}

/** Compares by the text's bytes, leaving out the headers. */
function compareNames(left: Uint8Array, right: Uint8Array): number {
  const [a, b] = [textStart(left), textStart(right)];
  const length = Math.min(left.length - a, right.length - b);
  for (let index = 0; index < length; index += 1) {
    const difference = (left[a + index] as number) - (right[b + index] as number);
    if (difference !== 0) return difference;
  }
  return left.length - a - (right.length - b);
}

function textStart(name: Uint8Array): number {
  let at = 0;
  while ((name[at] as number) > 127) at += 1;
  return at + 1;
}

/** A place where objects are met, with the shapes seen there. */
export class Site {
  /** The shape seen last: the first guess. */
  shape: Shape | undefined;
  #previous: Shape | undefined;
  readonly #shapes = new Map<string, Shape>();
  #freshStarts = 0;
  /** Looks at keys that are new here, where somebody wants to: throws what is wrong with them. */
  check?: (keys: readonly string[]) => void;

  /** The shape of these keys; undefined where keys are rather data, so that learning them would not pay. */
  find(keys: string[]): Shape | undefined {
    if (this.#previous?.has(keys)) return this.#guess(this.#previous);
    if (keys.length > WIDEST_SHAPE) return undefined;
    if (this.#shapes.size >= KEPT_SHAPES) {
      if (this.#freshStarts >= FRESH_STARTS) return undefined;
      this.#freshStarts += 1;
      this.#shapes.clear();
    }
    const signature = keys.join("\0");
    let shape = this.#shapes.get(signature);
    // Names may hold the separator themselves, hence the second look.
    if (shape === undefined || !shape.has(keys)) {
      this.check?.(keys);
      learnt += keys.length + 1;
      if (learnt > KEPT_ATTRIBUTES) forgetAll();
      if (this.#shapes.size === 0) learned.push(this);
      shape = new Shape(keys);
      this.#shapes.set(signature, shape);
    }
    return this.#guess(shape);
  }

  forget(): void {
    this.shape = this.#previous = undefined;
    this.#shapes.clear();
  }

  #guess(shape: Shape): Shape {
    this.#previous = this.shape;
    this.shape = shape;
    return shape;
  }
}

function forgetAll(): void {
  for (const site of learned) site.forget();
  learned = [];
  learnt = 0;
}
