/** Attribute names on the way in: which name usually follows which, so that most names are compared, not decoded. */

import { TIMES } from "../types/operations.js";

/** Names one name is known to be followed by; with more they are data and not worth learning. */
const KEPT_FOLLOWERS = 64;
/** Longer names are not kept: a few thousand of them would fill the memory as well. */
const LONGEST_NAME = 255;
/** Names kept in all; past it everything is learnt afresh. */
const KEPT_NAMES = 16384;

let learnt = 0;
let generation = 0;

/** A name at one place of one run of names. The start of a run is a name without text. */
export class KnownName {
  /** The name that followed last time: the first guess. */
  next: KnownName | undefined;
  /** Whether setting it as a property needs care. */
  readonly special: boolean;
  #followers: Map<string, KnownName> | undefined;
  #inner: KnownName | undefined;
  #generation = generation;

  constructor(
    readonly text: string,
    /** Header and bytes. */
    readonly encoded: Uint8Array,
  ) {
    this.special = text === "__proto__" || TIMES.has(text);
  }

  /** Start of the names in maps below this name. */
  get inner(): KnownName {
    this.#inner ??= new KnownName("", NOTHING);
    return this.#inner;
  }

  /** The follower with this text; `encoded` is copied when it is new. */
  follower(text: string, encoded: Uint8Array): KnownName {
    if (this.#generation !== generation) {
      this.#followers = undefined;
      this.#generation = generation;
    }
    this.#followers ??= new Map();
    let name = this.#followers.get(text);
    if (name === undefined) {
      name = new KnownName(text, encoded.slice());
      if (this.#followers.size >= KEPT_FOLLOWERS || encoded.length > LONGEST_NAME) return name;
      this.#followers.set(text, name);
      learnt += 1;
      if (learnt > KEPT_NAMES) {
        learnt = 0;
        generation += 1;
      }
    }
    this.next = name;
    return name;
  }
}

const NOTHING = new Uint8Array(0);

/** Start of the names of a document. */
export function startOfNames(): KnownName {
  return new KnownName("", NOTHING);
}
