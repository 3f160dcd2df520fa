/** `hashrange/storage/contract` finds what is wrong with an adapter: faults on purpose, each named by the case it breaks. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { type FileAdapter, type LogPosition, StorageError } from "../../src/js/storage/adapter.js";
import { ROOT } from "../browser/published.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const { fileContract, storageContract } = (await import(
  "hashrange/storage/contract" as string
)) as typeof import("../../src/js/hosts/contract.js");

type Cases = ReturnType<typeof storageContract>;

/** What each failing case says, by its name. */
async function failures(cases: Cases): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name, run } of cases) await run().catch((error: Error) => found.set(name, error.message));
  return found;
}

/** One shared value for each number. */
function byNumber<T>(create: () => T): (database: number) => T {
  const all = new Map<number, T>();
  return (database) => {
    const value = all.get(database) ?? create();
    all.set(database, value);
    return value;
  };
}

type StoreClass = new (data: MemoryData) => MemoryStorage;

const overStore = (kind: StoreClass): Cases => {
  const data = byNumber(() => new MemoryData());
  return storageContract((database) => new kind(data(database)));
};

/** Fails those cases with those words, whatever else it fails. */
async function breaks(cases: Cases, expected: Readonly<Record<string, RegExp>>): Promise<void> {
  const found = await failures(cases);
  for (const [name, text] of Object.entries(expected)) {
    const said = found.get(name);
    assert.ok(said !== undefined, `"${name}" passed; failed: ${[...found.keys()].join("; ")}`);
    assert.ok(said.startsWith(`The storage breaks its contract: ${name}: `), said);
    assert.match(said, text);
  }
}

test("the names are those of the suite, and each is one case", async () => {
  const glue = pathToFileURL(join(ROOT, "target", "wasm", "hashrange_contract.js")).href;
  const suite = (await import(glue)) as {
    default(source: { module_or_path: BufferSource }): Promise<unknown>;
    contractCases(): string[];
  };
  const { readFileSync } = await import("node:fs");
  await suite.default({ module_or_path: readFileSync(join(ROOT, "pkg", "hashrange_contract_bg.wasm")) });
  const names = overStore(MemoryStorage).map(({ name }) => name);
  assert.deepEqual(names, suite.contractCases());
  assert.equal(new Set(names).size, names.length);
});

test("a store without faults passes, in any order and one case alone", async () => {
  assert.deepEqual([...(await failures(overStore(MemoryStorage).reverse()))], []);
  await overStore(MemoryStorage)[7]?.run();
});

test("an append that is lost", async () => {
  class Loses extends MemoryStorage {
    #waiting: (() => Promise<void>) | undefined;

    override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
      await this.#waiting?.();
      this.#waiting = () => super.appendLog(epoch, first, chunks);
    }

    override close(): void {
      this.#waiting = undefined;
    }
  }
  await breaks(overStore(Loses), {
    "the log comes back in order over epochs": /log: found \[\(1, 0, .*expected \[\(1, 0, /,
    "a relaxed append survives a close": /log: found /,
  });
});

test("a switch of the root in two steps", async () => {
  class TwoSteps extends MemoryStorage {
    override async switchRoot(epoch: number, superblock: Uint8Array, before: LogPosition): Promise<void> {
      await super.switchRoot(epoch, superblock, { epoch: 0, sequence: 0 });
      await super.switchRoot(epoch, superblock, before);
    }
  }
  const found = await failures(overStore(TwoSteps));
  assert.deepEqual([...found.keys()], ["a switch of the root is one step"]);
  assert.match(found.get("a switch of the root is one step") ?? "", /opened .* a switch/);
});

test("a switch of the root in two steps, with a turn of the event loop between them", async () => {
  class Slow extends MemoryStorage {
    override async switchRoot(epoch: number, superblock: Uint8Array, before: LogPosition): Promise<void> {
      await super.switchRoot(epoch, superblock, { epoch: 0, sequence: 0 });
      await new Promise((resolve) => setTimeout(resolve));
      await super.switchRoot(epoch, superblock, before);
    }
  }
  await breaks(overStore(Slow), { "a switch of the root is one step": /opened .* a switch/ });
});

test("pages that are read after they were deleted", async () => {
  class Remembers extends MemoryStorage {
    readonly #read = new Map<number, Uint8Array | undefined>();

    override readPages(ids: number[]): (Uint8Array | undefined)[] {
      return ids.map((id) => {
        const page = this.#read.get(id) ?? super.readPages([id])[0];
        this.#read.set(id, page);
        return page;
      });
    }
  }
  await breaks(overStore(Remembers), {
    "pages are deleted by id and by range": /page after a deletion: found Some\(.*expected None/,
  });
});

test("no fence", async () => {
  class Open extends MemoryStorage {
    override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
      this.data.log.push(...chunks.map((bytes, n) => ({ epoch, sequence: first + n, bytes })));
    }
  }
  const text = /append succeeded instead of failing with Fenced/;
  await breaks(overStore(Open), {
    "a second handle fences the first, or is refused": text,
    "a fence outlives truncation and further openings": text,
  });
});

test("errors without a code, answers of a wrong kind, and functions that make nothing", async () => {
  class Throws extends MemoryStorage {
    override writePages(): void {
      throw new Error("the shelf is wet");
    }
  }
  await breaks(overStore(Throws), { "pages come back in the order asked for": /the shelf is wet/ });
  class Texts extends MemoryStorage {
    override readPages(ids: number[]): never {
      return ids.map(() => "page") as never;
    }
  }
  await breaks(overStore(Texts), { "a new database is empty": /read failed: / });
  const [none] = storageContract(() => undefined as never);
  await assert.rejects(none?.run() ?? Promise.resolve(), /returned undefined/);
  const [throwing] = storageContract(() => {
    throw new RangeError("no shelves left");
  });
  await assert.rejects(throwing?.run() ?? Promise.resolve(), {
    name: "RangeError",
    message: "no shelves left",
  });
});

interface Shelf {
  bytes: Uint8Array;
  held: boolean;
}

/** A file in memory. */
class MemoryFile implements FileAdapter {
  #open = false;

  constructor(protected readonly shelf: Shelf) {}

  async open(): Promise<void> {
    if (this.#open) return;
    if (this.shelf.held) throw new StorageError("InUse", "somebody has the file open");
    this.#open = this.shelf.held = true;
  }

  readAt(offset: number, length: number): Uint8Array {
    return this.shelf.bytes.slice(offset, offset + length);
  }

  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    this.truncate(Math.max(this.shelf.bytes.length, offset + bytes.length));
    this.shelf.bytes.set(bytes, offset);
  }

  flush(): void {}

  truncate(size: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this.shelf.bytes.subarray(0, size));
    this.shelf.bytes = bytes;
  }

  size(): number {
    return this.shelf.bytes.length;
  }

  close(): void {
    if (this.#open) this.shelf.held = false;
    this.#open = false;
  }

  async remove(): Promise<void> {
    this.close();
    this.shelf.bytes = new Uint8Array();
  }
}

const overFile = (kind: new (shelf: Shelf) => MemoryFile): Cases => {
  const shelf = byNumber((): Shelf => ({ bytes: new Uint8Array(), held: false }));
  return fileContract((database) => new kind(shelf(database)));
};

test("a file without faults passes", async () => {
  assert.deepEqual([...(await failures(overFile(MemoryFile)))], []);
});

test("a file without a lock", async () => {
  class Unlocked extends MemoryFile {
    override async open(): Promise<void> {
      this.shelf.held = false;
      await super.open();
    }
  }
  await breaks(overFile(Unlocked), {
    "a second handle fences the first, or is refused": /open succeeded instead of failing with InUse/,
  });
});

test("a file that gives what was there before a write", async () => {
  class Stale extends MemoryFile {
    readonly #read = new Map<string, Uint8Array>();

    override readAt(offset: number, length: number): Uint8Array {
      const key = `${offset} ${length}`;
      const bytes = this.#read.get(key) ?? super.readAt(offset, length);
      this.#read.set(key, bytes);
      return bytes;
    }
  }
  const found = await failures(overFile(Stale));
  assert.notEqual(found.size, 0);
});

test("a file that loses the end of long writes", async () => {
  class Short extends MemoryFile {
    override writeAt(offset: number, bytes: Uint8Array): Promise<void> {
      return super.writeAt(offset, bytes.subarray(0, 1 << 20));
    }
  }
  await breaks(overFile(Short), { "every byte and every length comes back": /./ });
});
