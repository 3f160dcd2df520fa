/**
 * The holder's mark, in the file itself, for a file that has more names than one: hard links and bind mounts give each
 * of its holders a lock of its own.
 *
 * It lies behind the second slot of the file (src/storage/file_store/layout.rs), from byte 4608 to 8192, and is the
 * same as the native adapter's (src/storage/holder_mark.rs): `hashrange-holder 1`, then `token` (of the holder's lock),
 * `file` (device and inode, so that a copy is nobody's) and `lock` (the path of the lock), one `name=value` a line, then
 * zeros. Closing clears it.
 *
 * - Who opens a file with the mark of another looks at that one's lock, and is refused while its owner lives.
 * - Where that lock cannot be seen (another container), the newer holder writes its mark and waits until the older one
 *   has met it. The older one is refused before anything more of it is acknowledged.
 */

import { readSync, writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { StorageError } from "./adapter.js";
import { field, type Lock, PAUSE, TAKEN } from "./node_lock.js";

const HEADING = "hashrange-holder 1";
const SLOT = 4096;
const START = SLOT + 512;
const ROOM = SLOT - 512;
const MAGIC = Buffer.from("hashrnge");
/** After so long every holder has looked at the mark, or looks before it writes. */
const GRACE = PAUSE + 500;

/** Whether the bytes are the beginning of a slot. */
export const isSlot = (bytes: Uint8Array): boolean => MAGIC.equals(bytes.subarray(0, MAGIC.length));

/** A holder's mark in an open file. */
export class Mark {
  readonly #file: number;
  readonly #text: Buffer;
  readonly #found: Buffer;
  /** The bytes that were in its place at opening. */
  readonly #before: Buffer;
  /** A file that is no database, or not yet one, has none. */
  #made = false;

  constructor(file: number, text: string, before: Buffer) {
    this.#file = file;
    this.#before = before;
    this.#text = Buffer.from(text);
    this.#found = Buffer.alloc(this.#text.length);
  }

  /** Writes it, if it is not there. Throws `Fenced` if another holder was faster. */
  make(): void {
    if (this.#made) return;
    const found = Buffer.alloc(ROOM);
    readSync(this.#file, found, 0, ROOM, START);
    if (!found.equals(this.#before)) throw new StorageError("Fenced", TAKEN);
    this.#write(this.#text);
    this.#made = true;
  }

  #write(text: Uint8Array): void {
    const bytes = Buffer.alloc(ROOM);
    bytes.set(text);
    writeSync(this.#file, bytes, 0, ROOM, START);
  }

  /** Whether no other holder has written its own. */
  isOwn(): boolean {
    if (!this.#made) return true;
    const read = readSync(this.#file, this.#found, 0, this.#found.length, START);
    return read === this.#found.length && this.#found.equals(this.#text);
  }

  /** Clears it, if it is there. */
  clear(): void {
    if (this.#made && this.isOwn()) this.#write(Buffer.alloc(0));
    this.#made = false;
  }
}

/** Marks the file before anything of it is read. Throws `InUse` if another holder is there and lives. */
export async function takeMark(file: FileHandle, lock: Lock): Promise<Mark> {
  const { dev, ino } = await file.stat({ bigint: true });
  const identity = `${dev}:${ino}`;
  const text = `${HEADING}\ntoken=${lock.token}\nfile=${identity}\nlock=`;
  const whole = `${text}${lock.path}`;
  const head = Buffer.alloc(2 * SLOT);
  await file.read(head, 0, head.length, 0);
  const before = head.subarray(START);
  const mark = new Mark(file.fd, Buffer.byteLength(whole) < ROOM ? whole : text, before);
  // Any other file is somebody's data, or has nothing to lose yet.
  if (!(isSlot(head) || isSlot(head.subarray(SLOT)))) return mark;
  const found = before.toString("utf8").split("\0", 1)[0] ?? "";
  const token = field(found, "token");
  const isOther = found.startsWith(HEADING) && field(found, "file") === identity && token !== lock.replaced;
  const isGone = !isOther || (await lock.isGone(found.slice(found.indexOf("\nlock=") + 6), token, GRACE));
  mark.make();
  if (!isGone) await sleep(GRACE);
  return mark;
}
