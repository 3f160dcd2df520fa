/** A store of one's own that has no more room: nothing lost, reads, deletes, exports, closing and opening work. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Database, open } from "hashrange";
import { type LogPosition, type OpenedStorage, StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const RESERVE = 1 << 20;
const TableName = "Things";

/** What the handles of a limited store share. */
class LimitedData extends MemoryData {
  quota = Number.POSITIVE_INFINITY;
  reserve = 0;
  refused = 0;

  used(): number {
    let bytes = this.reserve + (this.superblock?.length ?? 0);
    for (const chunk of this.log) bytes += chunk.bytes.length;
    for (const page of this.pages.values()) bytes += page.length;
    return bytes;
  }

  take(bytes: number): void {
    if (this.used() + bytes <= this.quota) return;
    this.refused += 1;
    throw new StorageError("Quota", "no room");
  }
}

class LimitedStorage extends MemoryStorage {
  readonly #data: LimitedData;

  constructor(data: LimitedData) {
    super(data);
    this.#data = data;
  }

  override async open(epoch: number): Promise<OpenedStorage> {
    this.#data.take(8);
    return super.open(epoch);
  }

  override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
    this.fence(epoch);
    this.#data.take(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    await super.appendLog(epoch, first, chunks);
  }

  override writePages(epoch: number, pages: [number, Uint8Array][]): void {
    this.fence(epoch);
    this.#data.take(pages.reduce((sum, [, bytes]) => sum + bytes.length, 0));
    super.writePages(epoch, pages);
  }

  override async switchRoot(epoch: number, superblock: Uint8Array, before: LogPosition): Promise<void> {
    this.fence(epoch);
    this.#data.take(superblock.length);
    await super.switchRoot(epoch, superblock, before);
  }

  override releaseReserve(): void {
    this.#data.reserve = 0;
  }

  override async restoreReserve(): Promise<void> {
    if (this.#data.reserve > 0) return;
    this.#data.take(RESERVE);
    this.#data.reserve = RESERVE;
  }
}

const openOn = (data: LimitedData) => open({ storage: new LimitedStorage(data) });

async function put(db: Database, id: string, length: number): Promise<string> {
  try {
    await db.documentClient().put({ TableName, Item: { id, text: "x".repeat(length) } });
    return "taken";
  } catch (error) {
    return (error as Error).name;
  }
}

/** A database that refused a put: its items. */
async function filled(room: number, length: number): Promise<[LimitedData, Database, string[]]> {
  const data = new LimitedData();
  const db = await openOn(data);
  await db.client.createTable({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  data.quota = data.used() + room;
  const ids: string[] = [];
  for (;;) {
    const id = `item${ids.length}`;
    const answer = await put(db, id, length);
    if (answer !== "taken") {
      assert.equal(answer, "StorageQuotaExceededError");
      return [data, db, ids];
    }
    ids.push(id);
  }
}

const found = async (db: Database, id: string) =>
  (await db.documentClient().get({ TableName, Key: { id } })).Item !== undefined;

/** The store is asked for room anew now and then, not at every write. */
async function taken(db: Database): Promise<void> {
  while ((await put(db, "after", 100)) !== "taken") await new Promise((resolve) => setTimeout(resolve, 200));
}

for (const [room, length] of [
  [3_000_000, 300_000],
  [3_000_000, 3_000],
  [12_000_000, 20_000],
] as const) {
  test(`with ${room} bytes of room a store that gets full has its reserve for deletes`, async () => {
    const [data, first, ids] = await filled(room, length);
    assert.ok(ids.length * length > room / 4);
    let db = first;
    const { refused } = data;
    for (const id of ids) {
      assert.ok(await found(db, id));
      assert.equal(await put(db, "more", length), "StorageQuotaExceededError");
    }
    assert.ok(data.refused <= refused + 12, `asked ${data.refused - refused} times in vain`);
    let exported = 0;
    for await (const part of db.export()) exported += part.length;
    assert.ok(exported > 0);
    await db.close();
    db = await openOn(data);
    for (const id of ids) {
      assert.ok(await found(db, id));
      await db.documentClient().delete({ TableName, Key: { id } });
    }
    await taken(db);
    assert.equal(data.reserve, RESERVE, "the reserve is there before a put is taken");
    await db.close();
  });
}
