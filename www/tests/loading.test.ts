import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../src/loading/load";
import { type Entry, readFile } from "../src/loading/read";
import type { Operations, WriteRequest } from "../src/source/types";
import type { Item } from "../src/values/attribute";

const keys = { partition: { name: "id", type: "N" as const }, sort: null };

function items(text: string): (Item | string)[] {
  return readFile(text, "auto").entries.map((entry) => ("item" in entry ? entry.item : entry.problem));
}

test("every form of a file gives the same items", () => {
  const wanted = [{ id: { N: "1" } }, { id: { N: "2" } }];
  assert.deepEqual(items('[{"id": 1}, {"id": 2}]'), wanted);
  assert.deepEqual(items('\uFEFF{"id": 1}\n\n{"id": 2}\r\n'), wanted);
  assert.deepEqual(items('{"Items": [{"id": {"N": "1"}}, {"id": {"N": "2"}}], "Count": 2}'), wanted);
  assert.deepEqual(items('{"Item": {"id": {"N": "1"}}}\n{"Item": {"id": {"N": "2"}}}'), wanted);
  assert.deepEqual(
    items(
      '{"T": [{"PutRequest": {"Item": {"id": {"N": "1"}}}}, {"PutRequest": {"Item": {"id": {"N": "2"}}}}]}',
    ),
    wanted,
  );
});

test("a single object is one item", () => {
  assert.deepEqual(items('{"id": 1, "Item": "x"}'), [{ id: { N: "1" }, Item: { S: "x" } }]);
});

test("a bad line is that line's failure only", () => {
  const [first, second, third] = items('{"id": 1}\n{"id": \n[3]');
  assert.deepEqual(first, { id: { N: "1" } });
  assert.equal(typeof second, "string");
  assert.equal(third, "Not an object");
});

test("what is no JSON at all is refused", () => {
  assert.throws(() => readFile("hello", "auto"), SyntaxError);
  assert.throws(() => readFile("  ", "auto"), /empty/);
});

/** A table in memory that behaves as badly as asked. */
function standIn(behave: (batch: WriteRequest[]) => WriteRequest[] = () => []) {
  const stored = new Map<string, Item>();
  const batches: number[] = [];
  const keep = (item: Item | undefined) => {
    if (item?.bad !== undefined) throw named("ValidationException", "bad item");
    if (item !== undefined) stored.set(JSON.stringify(item.id), item);
  };
  const operations = {
    batchWriteItem: async ({ RequestItems }: { RequestItems: Record<string, WriteRequest[]> }) => {
      const batch = RequestItems.T ?? [];
      batches.push(batch.length);
      const left = behave(batch);
      if (batch.some(({ PutRequest }) => PutRequest?.Item.bad))
        throw named("ValidationException", "bad batch");
      for (const request of batch) if (!left.includes(request)) keep(request.PutRequest?.Item);
      return left.length > 0 ? { UnprocessedItems: { T: left } } : {};
    },
    putItem: async ({ Item }: { Item: Item }) => keep(Item),
  } as unknown as Operations;
  return { operations, stored, batches };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function entries(count: number): Entry[] {
  return Array.from({ length: count }, (_, index) => ({
    position: index + 1,
    item: { id: { N: String(index) } },
  }));
}

const run = (operations: Operations, list: Entry[], signal = new AbortController().signal) =>
  load({ operations, table: "T", keys, entries: list, signal, report: () => {} });

test("items go in batches of 25", async () => {
  const { operations, stored, batches } = standIn();
  const progress = await run(operations, entries(130));
  assert.equal(stored.size, 130);
  assert.deepEqual(batches, [25, 25, 25, 25, 25, 5]);
  assert.deepEqual([progress.done, progress.written], [130, 130]);
});

test("what was left unprocessed is tried again", async () => {
  let calls = 0;
  const { operations, stored } = standIn((batch) => {
    calls += 1;
    return calls % 2 === 1 ? batch.slice(0, 10) : [];
  });
  const progress = await run(operations, entries(25));
  assert.equal(stored.size, 25);
  assert.equal(progress.written, 25);
  assert.equal(calls, 2);
});

test("one bad item fails alone, with the service's message", async () => {
  const { operations, stored } = standIn();
  const list = entries(30);
  list[7] = { position: 8, item: { id: { N: "7" }, bad: { BOOL: true } } };
  list[9] = { position: 10, item: { id: { S: "9" } } };
  list[11] = { position: 12, problem: "Not an object" };
  const progress = await run(operations, list);
  assert.equal(stored.size, 27);
  assert.deepEqual(
    progress.failures.map(({ position, name }) => [position, name]).sort(([a], [b]) => Number(a) - Number(b)),
    [
      [8, "ValidationException"],
      [10, "Not an item"],
      [12, "Not an item"],
    ],
  );
  assert.deepEqual([progress.done, progress.written], [30, 27]);
});

test("of two items with one key the later wins, never in one batch", async () => {
  const { operations, stored } = standIn((batch) => {
    const ids = batch.map(({ PutRequest }) => JSON.stringify(PutRequest?.Item.id));
    assert.equal(new Set(ids).size, ids.length);
    return [];
  });
  const list: Entry[] = ["a", "b", "c"].map((text, index) => ({
    position: index + 1,
    item: { id: { N: "1" }, text: { S: text } },
  }));
  await run(operations, list);
  assert.deepEqual([...stored.values()], [{ id: { N: "1" }, text: { S: "c" } }]);
});

test("a cancelled import stops after the batches under way", async () => {
  const controller = new AbortController();
  const { operations, stored } = standIn(() => {
    controller.abort();
    return [];
  });
  const progress = await run(operations, entries(1000), controller.signal);
  assert.equal(stored.size, 100);
  assert.equal(progress.done, 100);
});
