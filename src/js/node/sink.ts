/** Where an export goes: a file that appears only when it is whole, or the standard output. */
import { createWriteStream, existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { PassThrough, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { STANDARD } from "./items.js";

export class Sink {
  readonly #head = new PassThrough({ highWaterMark: 1 << 18 });
  readonly #done: Promise<void>;
  readonly #path: string | undefined;
  readonly #partial: string;
  #failure: unknown;

  /** Compresses where the file's name ends in `.gz`. */
  constructor(path: string, overwrite: boolean) {
    this.#path = path === STANDARD ? undefined : path;
    if (!overwrite && this.#path !== undefined && existsSync(path)) {
      throw new Error(`${path} exists already; --force replaces it.`);
    }
    this.#partial = `${path}.${process.pid}.part`;
    const end: Writable =
      this.#path === undefined ? process.stdout : createWriteStream(this.#partial, { flags: "wx" });
    const options = { end: this.#path !== undefined };
    this.#done = path.endsWith(".gz")
      ? pipeline(this.#head, createGzip(), end, options)
      : pipeline(this.#head, end, options);
    this.#done.catch((error: unknown) => {
      this.#failure = error;
      this.#head.destroy();
    });
  }

  /** Resolves when there is room for more. */
  async write(text: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (text === "" || this.#head.write(text)) return;
    let drained: () => void = () => undefined;
    const room = new Promise<void>((resolve) => {
      drained = resolve;
      this.#head.once("drain", drained);
    });
    await Promise.race([room, this.#done]);
    this.#head.off("drain", drained);
  }

  /** Everything is written, and the file has its name. */
  async finish(): Promise<void> {
    this.#head.end();
    await this.#done;
    if (this.#path === undefined) return;
    const file = await open(this.#partial, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.#partial, this.#path);
  }

  /** Leaves nothing behind that looks like an export. */
  async abandon(): Promise<void> {
    this.#head.destroy();
    await this.#done.catch(() => undefined);
    if (this.#path !== undefined) await rm(this.#partial, { force: true });
  }
}
