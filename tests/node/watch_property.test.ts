/** Random writes against live queries; the oracle runs each query again after every step. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { DocumentClient } from "../../src/js/client/document_client.js";
import { type StorageAdapter, StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { counted, makeSongs, settled } from "./watched.js";

/** A store whose appends fail when told to. */
class FailingStorage extends MemoryStorage {
  failing = false;

  override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
    if (this.failing) {
      this.failing = false;
      throw new StorageError("Io", "the disk did not answer");
    }
    await super.appendLog(epoch, first, chunks);
  }
}

const ARTISTS = ["Ada", "Bob", "Cy"];
const GENRES = ["jazz", "folk"];

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Pick = (below: number) => number;

function randomQuery(pick: Pick): object {
  const forward = { ScanIndexForward: pick(2) === 0, ...(pick(3) === 0 && { Limit: 1 + pick(4) }) };
  const name = ARTISTS[pick(ARTISTS.length)];
  const low = pick(20);
  const between = { ":low": low, ":high": low + pick(8) };
  switch (pick(6)) {
    case 0:
      return { TableName: "Songs", Key: { artist: name, year: pick(20) } };
    case 1:
      return { TableName: "Songs", ...(pick(2) === 0 && { Segment: pick(2), TotalSegments: 2 }) };
    case 2:
      return {
        TableName: "Songs",
        IndexName: "byGenre",
        KeyConditionExpression: "genre = :g AND #y BETWEEN :low AND :high",
        ExpressionAttributeNames: { "#y": "year" },
        ExpressionAttributeValues: { ":g": GENRES[pick(2)], ...between },
        ...forward,
      };
    case 3:
      return {
        TableName: "Songs",
        IndexName: "byTitle",
        Select: "ALL_ATTRIBUTES",
        KeyConditionExpression: "artist = :a AND begins_with(title, :t)",
        ExpressionAttributeValues: { ":a": name, ":t": pick(2) === 0 ? "t" : "t1" },
        ...forward,
      };
    case 4:
      return {
        TableName: "Songs",
        KeyConditionExpression: "artist = :a AND #y BETWEEN :low AND :high",
        ExpressionAttributeNames: { "#y": "year" },
        ExpressionAttributeValues: { ":a": name, ...between },
        ...forward,
      };
    default:
      return {
        TableName: "Songs",
        KeyConditionExpression: "artist = :a",
        FilterExpression: "stars > :s",
        ExpressionAttributeValues: { ":a": name, ":s": 2 },
        ...forward,
      };
  }
}

function randomItem(pick: Pick) {
  return {
    artist: ARTISTS[pick(ARTISTS.length)],
    year: pick(20),
    title: `t${pick(20)}`,
    stars: pick(5),
    ...(pick(2) === 0 && { genre: GENRES[pick(2)] }),
  };
}

function randomWrite(doc: DocumentClient, pick: Pick): Promise<unknown> {
  const { artist, year, ...rest } = randomItem(pick);
  const TableName = "Songs";
  const Key = { artist, year };
  const Item = { ...Key, ...rest };
  switch (pick(6)) {
    case 0:
      return doc.delete({ TableName, Key });
    case 1:
      return doc.update({
        TableName,
        Key,
        UpdateExpression: "SET stars = :s, title = :t REMOVE genre",
        ExpressionAttributeValues: { ":s": rest.stars, ":t": rest.title },
      });
    case 2: {
      const other = { artist, year: year + 20 };
      return doc.transactWrite({
        TransactItems: [{ Put: { TableName, Item } }, { Delete: { TableName, Key: other } }],
      });
    }
    case 3:
      return doc.executeStatement({
        Statement: `DELETE FROM Songs WHERE artist = '${artist}' AND "year" = ${year}`,
      });
    default:
      return doc.put({ TableName, Item });
  }
}

function evaluate(doc: DocumentClient, query: object): Promise<object> {
  if ("Key" in query) return doc.get(query as never);
  return "KeyConditionExpression" in query ? doc.query(query as never) : doc.scan(query as never);
}

for (const durability of ["strict", "none", "memory"] as const) {
  test(`the last result delivered is always the query's present one (${durability})`, async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const pick = random(seed * 7919);
      const storage = new FailingStorage(new MemoryData());
      const { db } = await counted(durability === "memory" ? {} : { storage, durability });
      await makeSongs(db);
      const doc = db.documentClient();
      const queries = Array.from({ length: 12 }, () => randomQuery(pick));
      const last: unknown[] = [];
      const failures: unknown[] = [];
      let delivered = 0;
      const listen = (index: number) => (result: unknown) => {
        assert.notDeepEqual(result, last[index], "equal results are not delivered twice");
        last[index] = result;
        delivered += 1;
      };
      queries.forEach((query, index) => {
        doc.watch(query as never, listen(index), (error) => failures.push(error));
      });
      await settled();
      for (let step = 0; step < 40; step += 1) {
        const fault = durability === "strict" ? pick(10) : -1;
        if (fault === 0) storage.failing = true;
        const writes = Array.from({ length: 1 + pick(3) }, () => randomWrite(doc, pick));
        if (fault === 1) (storage as StorageAdapter).onLost?.(new StorageError("Unavailable", "gone"));
        // Writes may meet the faults; live queries must not.
        await Promise.allSettled(writes);
        await settled();
        for (const [index, query] of queries.entries()) {
          assert.deepEqual(
            last[index],
            await evaluate(doc, query),
            `seed ${seed}, step ${step}, ${JSON.stringify(query)}`,
          );
        }
      }
      assert.deepEqual(failures, []);
      assert.ok(delivered > queries.length);
      await db.close();
    }
  });
}
