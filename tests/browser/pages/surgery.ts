/** Edits the IndexedDB records of a database behind its back: what a failing disk or a bug elsewhere would do. */

/** The stores of a database, which stay the same in every version of the format. */
export type StoreName = "pages" | "log" | "meta";

/** What to do to a record's bytes. */
export type Injury = "flip" | "truncate" | "empty" | "remove";

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("request failed"));
  });
}

/** The one database of this origin; its name is the package's own affair. */
async function connect(): Promise<IDBDatabase> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
  if (names.length !== 1) throw new Error(`expected one database, found ${names.join(", ") || "none"}`);
  return answer(indexedDB.open(names[0] ?? ""));
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice()
    : undefined;
}

function injured(bytes: Uint8Array, injury: Injury): Uint8Array {
  if (injury === "empty") return new Uint8Array(0);
  if (injury === "truncate") return bytes.slice(0, Math.floor(bytes.length / 2));
  const at = Math.floor((bytes.length * 2) / 3);
  return bytes.map((byte, n) => (n === at ? byte ^ 0x10 : byte));
}

const functions = {
  /** The database's name, its version and how many records each store has. */
  async describe(): Promise<{ name: string; version: number; counts: Record<string, number> }> {
    const database = await connect();
    const counts: Record<string, number> = {};
    for (const store of database.objectStoreNames) {
      counts[store] = await answer(database.transaction(store).objectStore(store).count());
    }
    database.close();
    return { name: database.name, version: database.version, counts };
  },

  /** Injures records of a store: all of them, or only the one at a place (negative counts from the end). Returns how many. */
  async injure(store: StoreName, injury: Injury, which: "all" | number): Promise<number> {
    const database = await connect();
    const transaction = database.transaction(store, "readwrite", { durability: "strict" });
    const records = transaction.objectStore(store);
    const [keys, values] = [
      await answer(records.getAllKeys()),
      await answer(records.getAll() as IDBRequest<unknown[]>),
    ];
    const large = keys.map((_, n) => n).filter((n) => (bytesOf(values[n])?.length ?? 0) > 0);
    const chosen = which === "all" ? large : [large.at(which) ?? -1];
    for (const n of chosen) {
      const [key, bytes] = [keys[n], bytesOf(values[n])];
      if (key === undefined || bytes === undefined) throw new Error(`${store} has no record ${n}`);
      const outside = records.keyPath === null ? key : undefined;
      if (injury === "remove") records.delete(key);
      else records.put(injured(bytes, injury), outside);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
    database.close();
    return chosen.length;
  },

  /** Takes every Web Lock of this origin away from its holder and lets go of it, as a replacement of a frozen tab does. */
  async stealLocks(): Promise<string[]> {
    const names = ((await navigator.locks.query()).held ?? []).map(({ name }) => name ?? "");
    for (const name of names) await navigator.locks.request(name, { steal: true }, () => undefined);
    return names;
  },

  /** Deletes the database from this tab; resolves when the browser has let it go. */
  async remove(): Promise<void> {
    const [first] = await indexedDB.databases();
    await answer(indexedDB.deleteDatabase(first?.name ?? ""));
  },
};

/** What the page offers to Node. */
export type SurgeryPage = typeof functions;

Object.assign(globalThis, { page: functions });
