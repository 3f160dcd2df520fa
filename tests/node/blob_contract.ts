/** The contract of stores of objects, for any of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type BlobStore, bytesOf } from "../../src/js/blobs/store.js";

/** A store, and what ends it. */
export interface Made {
  store: BlobStore;
  end(): void | Promise<void>;
}

export const text = (content: string) => new TextEncoder().encode(content);

export async function read(store: BlobStore, key: string, range?: { offset?: number; length?: number }) {
  const found = await store.get(key, range);
  return found && new TextDecoder().decode(await bytesOf(found));
}

export async function keys(store: BlobStore, prefix = "") {
  const found: [string, number][] = [];
  for await (const { key, size } of store.list(prefix)) found.push([key, size]);
  return found;
}

/** Pieces of bytes, one after the other; fails behind them if it is to. */
export function pieces(count: number, length: number, fails = false): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < count) controller.enqueue(new Uint8Array(length).fill(65 + (at++ % 26)));
      else if (fails) controller.error(new Error("the source is gone"));
      else controller.close();
    },
  });
}

/** Tests of a store; `make` gives an empty one. */
export function blobContract(name: string, make: () => Promise<Made> | Made): void {
  test(`${name}: objects come back as they were stored`, async () => {
    const { store, end } = await make();
    assert.equal(await read(store, "nothing"), undefined);
    await store.put("a", text("hello"));
    assert.equal(await read(store, "a"), "hello");
    await store.put("a", text("other"));
    assert.equal(await read(store, "a"), "other");
    await store.put("empty", new Uint8Array(0));
    assert.equal(await read(store, "empty"), "");
    await store.put("streamed", pieces(3, 10));
    assert.equal(await read(store, "streamed"), "A".repeat(10) + "B".repeat(10) + "C".repeat(10));
    for (const [range, wanted] of [
      [{ offset: 1 }, "ther"],
      [{ offset: 1, length: 2 }, "th"],
      [{ length: 3 }, "oth"],
      [{ offset: 4, length: 100 }, "r"],
      [{ offset: 5 }, ""],
      [{ offset: 1, length: 0 }, ""],
    ] as const) {
      assert.equal(await read(store, "a", range), wanted, JSON.stringify(range));
    }
    await store.delete("a");
    await store.delete("a");
    assert.equal(await read(store, "a"), undefined);
    await end();
  });

  test(`${name}: objects are listed by prefix in the order of their keys`, async () => {
    const { store, end } = await make();
    const all = [
      "z",
      "a/b/c",
      "a/b",
      "a-",
      "a0",
      "A",
      "a/b c",
      "ä",
      "\u{1f600}",
      "\uffee",
      "x/y/z/1",
      "q+&=?#%",
    ];
    // A folder cannot be a file.
    const stored = all.filter((key) => key !== "a/b");
    for (const key of stored) await store.put(key, text(key));
    const byBytes = [...stored].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    assert.deepEqual(
      (await keys(store)).map(([key]) => key),
      byBytes,
    );
    assert.deepEqual(await keys(store, "a/b"), [
      ["a/b c", 5],
      ["a/b/c", 5],
    ]);
    assert.deepEqual(await keys(store, "x/y"), [["x/y/z/1", 7]]);
    assert.deepEqual(await keys(store, "no"), []);
    for (const key of stored) assert.equal(await read(store, key), key);
    await end();
  });

  test(`${name}: keys lead nowhere else`, async () => {
    const { store, end } = await make();
    const odd = ["../up", "./here", "a//b", "/rooted", "con", "dot.", "blank ", "c:\\d", "trailing/"];
    if (name.startsWith("s3")) {
      // Addresses have these for steps.
      for (const key of odd.splice(0, 2))
        await assert.rejects(store.put(key, text(key)), { code: "InvalidKey" });
    }
    for (const key of odd) await store.put(key, text(key));
    assert.deepEqual((await keys(store)).map(([key]) => key).sort(), [...odd].sort());
    for (const key of odd) assert.equal(await read(store, key), key);
    await end();
  });

  test(`${name}: a large object is stored in parts, and is whole or not there`, async () => {
    const { store, end } = await make();
    await store.put("large", pieces(20, 1 << 20));
    const [found] = await keys(store, "large");
    assert.deepEqual(found, ["large", 20 << 20]);
    assert.equal(await read(store, "large", { offset: (9 << 20) - 1, length: 2 }), "IJ");
    for (const count of [1, 12]) {
      await assert.rejects(store.put("large", pieces(count, 1 << 20, true)), /the source is gone/);
      await assert.rejects(store.put("new", pieces(count, 1 << 20, true)), /the source is gone/);
    }
    assert.deepEqual(await keys(store), [["large", 20 << 20]]);
    await end();
  });
}
