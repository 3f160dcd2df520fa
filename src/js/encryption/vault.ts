/** The keys of one database, and WebCrypto: what the engine's `JsCipher` calls. Loaded when a database is opened with keys. */

import { locked, tooNew } from "./failures.js";
import { decrypt, encrypt, gcmKey } from "./gcm.js";
import type { Keys, Rotating } from "./keys.js";
import type { Encryption } from "./providers.js";
import { type Bytes, decodeRing, type Entry, encodeRing, type KeyRing, sameBytes } from "./ring.js";
import type { Wrapping } from "./way.js";
import { newWrapping, wrappingOf } from "./wrapping.js";

/** A ring in its stored form. */
interface Stored {
  readonly bytes: Bytes;
  readonly ring: KeyRing;
  /** The number of the newest key. */
  readonly key: number;
}

function storedOf(ring: KeyRing): Stored {
  return { bytes: encodeRing(ring), ring, key: ring.entries.at(-1)?.key ?? 0 };
}

const LAST_KEY = 0xffff;
const KINDS: readonly string[] = ["passphrase", "key", "kms", "callback"];

export class Vault implements Keys {
  #from: Encryption;
  #stored: Stored | undefined;
  /** For the next superblock. */
  #ready: Stored | undefined;
  /** Whether `#ready` leaves keys out. */
  #forgets = false;
  /** Those that were forgotten stay as long as this vault: pages may be on their way that have them. */
  readonly #keys = new Map<number, CryptoKey>();
  #wrapping: Wrapping | undefined;
  /** Hears of pages looked at in a rotation, and of those sealed again. */
  progress: (seen: number, resealed: number) => void = () => undefined;

  constructor(from: Encryption) {
    if (!KINDS.includes(from.kind)) {
      throw new TypeError(
        "`encryption` takes what passphrase(), key(), kms() or provider() of hashrange/encryption gives.",
      );
    }
    this.#from = from;
  }

  /** What wraps the keys. */
  get provider(): Encryption {
    return this.#from;
  }

  /** What tables say of the key that encrypts them. */
  get kmsKeyArn(): string | undefined {
    return this.#from.kind === "kms" && this.#from.keyId.startsWith("arn:") ? this.#from.keyId : undefined;
  }

  /** Whether the stored ring has a key besides the newest. */
  get isRotating(): boolean {
    return (this.#stored?.ring.entries.length ?? 0) > 1;
  }

  /** Whether the next superblock has a ring to take along. */
  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  /** A rotation that was cut short goes on. */
  opened(core: Rotating): void {
    if (this.isRotating) import("./rotation.js").then((it) => it.resume(core, this)).catch(() => undefined);
  }

  /** What the engine's cipher wants: the numbers are those of `src/storage/sealed/js_cipher.rs`. */
  ask(what: number, one: unknown, two: unknown, three: unknown): unknown {
    const batch = () => [one as number[], two as Uint8Array[], three as Uint8Array[]] as const;
    switch (what) {
      case 0:
        return this.unlock(one as Uint8Array | undefined);
      case 1:
        return this.ring(one as boolean);
      case 2:
        return this.keyOf(one as boolean);
      case 3:
        return this.stored(one as Uint8Array);
      case 4:
        return this.key();
      case 5:
        return this.seal(...batch());
      case 6:
        return this.open(...batch());
      default:
        return this.progress(one as number, two as number);
    }
  }

  async unlock(stored: Uint8Array | undefined): Promise<void> {
    if (stored === undefined) return this.#begin();
    if (this.#stored !== undefined && sameBytes(this.#stored.bytes, stored)) return;
    const ring = decodeRing(stored);
    if (ring === undefined)
      throw tooNew("the database's key ring was written by a newer version of Hashrange");
    const raws = await Promise.all(await this.#unwrapped(ring));
    if (this.#stored !== undefined && !sameBytes(this.#stored.ring.id, ring.id)) this.#keys.clear();
    for (const [key, raw] of raws) this.#keys.set(key, await gcmKey(raw));
    this.#stored = storedOf(ring);
    this.#ready = undefined;
  }

  async #begin(): Promise<void> {
    const id = crypto.getRandomValues(new Uint8Array(16));
    const wrapping = await newWrapping(this.#from);
    const entry = await this.#newKey(wrapping, id, 1);
    this.#wrapping = wrapping;
    this.#stored = storedOf({ id, entries: [entry] });
    this.#ready = undefined;
  }

  async #newKey(wrapping: Wrapping, id: Bytes, key: number): Promise<Entry> {
    const { way, needs } = wrapping;
    const place = { id, key };
    const made = await wrapping.create?.(place);
    const raw = made?.raw ?? crypto.getRandomValues(new Uint8Array(32));
    const wrapped = made?.wrapped ?? (await wrapping.wrap(raw, place));
    this.#keys.set(key, await gcmKey(raw));
    raw.fill(0);
    return { key, way, needs, wrapped };
  }

  async #unwrapped({ id, entries }: KeyRing): Promise<Promise<[number, Bytes]>[]> {
    const found: Promise<[number, Bytes]>[] = [];
    for (const { key, way, needs, wrapped } of entries) {
      let wrapping = this.#wrapping;
      // A passphrase is stretched once.
      if (wrapping?.way !== way || !sameBytes(wrapping.needs, needs)) {
        wrapping = await wrappingOf(this.#from, { way, needs });
        this.#wrapping = wrapping;
      }
      found.push(wrapping.unwrap(wrapped, { id, key }).then((raw) => [key, raw]));
    }
    return found;
  }

  #next(older: boolean): Stored {
    const next = older && this.#forgets ? undefined : this.#ready;
    const stored = next ?? this.#stored;
    if (stored === undefined) throw locked("the keys are not known yet");
    return stored;
  }

  /** The ring for the next superblock. As long as the log has chunks of `older` keys, none is left out. */
  ring(older: boolean): Bytes {
    return this.#next(older).bytes;
  }

  /** The number of its newest key. */
  keyOf(older: boolean): number {
    return this.#next(older).key;
  }

  /** A ring is stored: its newest key seals from now on. */
  stored(ring: Uint8Array): void {
    if (this.#ready === undefined || !sameBytes(this.#ready.bytes, ring)) return;
    this.#stored = this.#ready;
    this.#ready = undefined;
  }

  key(): number {
    return this.#stored?.key ?? 0;
  }

  seal(keys: readonly number[], addresses: Uint8Array[], arrays: Uint8Array[]): Promise<Bytes[]> {
    return Promise.all(
      arrays.map((bytes, at) => {
        const key = this.#keys.get(keys[at] ?? 0);
        if (key === undefined) throw locked("there is no such key");
        return encrypt(key, bytes, addresses[at] as Uint8Array);
      }),
    );
  }

  open(
    keys: readonly number[],
    addresses: Uint8Array[],
    arrays: Uint8Array[],
  ): Promise<(Bytes | undefined)[]> {
    return Promise.all(
      arrays.map((bytes, at) => {
        const key = this.#keys.get(keys[at] ?? 0);
        return key && decrypt(key, bytes, addresses[at] as Uint8Array);
      }),
    );
  }

  /** Has a new key ready for the next superblock. */
  async rotate(): Promise<void> {
    const { ring, key } = this.#known();
    if (ring.entries.length > 1) throw new TypeError("An earlier rotation is under way.");
    if (key >= LAST_KEY) {
      throw new TypeError(
        "The numbers of keys are used up: export the database, and restore it into a new one.",
      );
    }
    const like = ring.entries[0] as Entry;
    this.#wrapping ??= await wrappingOf(this.#from, like);
    const entry = await this.#newKey(this.#wrapping, ring.id, key + 1);
    this.#ready = storedOf({ id: ring.id, entries: [...ring.entries, entry] });
    this.#forgets = false;
  }

  /** Has a ring ready that holds nothing but the newest key. */
  forget(): void {
    const { ring, key } = this.#known();
    this.#ready = storedOf({ id: ring.id, entries: ring.entries.filter((entry) => entry.key === key) });
    this.#forgets = true;
  }

  /** Has a ring ready whose keys another provider wraps. */
  async rewrap(to: Encryption): Promise<void> {
    const { ring } = this.#known();
    const raws = await Promise.all(await this.#unwrapped(ring));
    const wrapping = await newWrapping(to);
    const { way, needs } = wrapping;
    const entries = raws.map(async ([key, raw]): Promise<Entry> => {
      return { key, way, needs, wrapped: await wrapping.wrap(raw, { id: ring.id, key }) };
    });
    this.#ready = storedOf({ id: ring.id, entries: await Promise.all(entries) });
    this.#forgets = false;
    this.#wrapping = wrapping;
    this.#from = to;
  }

  #known(): Stored {
    if (this.#stored === undefined) throw locked("the keys are not known yet");
    return this.#stored;
  }
}
