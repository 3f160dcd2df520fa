/**
 * IndexedDB written by hand, as a careful programmer without a library would: strict durability, a compound key path.
 * `each` gives every put its own transaction; `shared` lets all puts that wait share one transaction, one at a time.
 */
import type { Contender } from "../contender.js";
import type { Item } from "../workload.js";

const STORE = "items";

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("request failed"));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("transaction aborted"));
  });
}

async function connect(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["pk", "sk"] });
  return answer(request);
}

interface Waiting {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

class ByHand implements Contender {
  #database: IDBDatabase;
  #waiting: Waiting[] = [];
  #busy = false;
  readonly put: (item: Item) => Promise<void>;

  constructor(database: IDBDatabase, puts: "each" | "shared" | "each-commit") {
    this.#database = database;
    this.put =
      puts === "shared"
        ? (item) => this.#putShared(item)
        : (item) => this.#putEach(item, puts === "each-commit");
  }

  get(pk: string, sk: string): Promise<unknown> {
    return answer(this.#database.transaction(STORE).objectStore(STORE).get([pk, sk]));
  }

  query(pk: string, from: string, to: string): Promise<readonly unknown[]> {
    const range = IDBKeyRange.bound([pk, from], [pk, to]);
    return answer(this.#database.transaction(STORE).objectStore(STORE).getAll(range));
  }

  async reopen(): Promise<void> {
    const { name } = this.#database;
    this.#database.close();
    this.#database = await connect(name);
  }

  async destroy(): Promise<void> {
    this.#database.close();
    await answer(indexedDB.deleteDatabase(this.#database.name));
  }

  #begin(): IDBTransaction {
    return this.#database.transaction(STORE, "readwrite", { durability: "strict" });
  }

  #putEach(item: Item, commit: boolean): Promise<void> {
    const transaction = this.#begin();
    const done = committed(transaction);
    transaction.objectStore(STORE).put(item);
    if (commit) transaction.commit();
    return done;
  }

  #putShared(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      queueMicrotask(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const transaction = this.#begin();
      const store = transaction.objectStore(STORE);
      const done = committed(transaction);
      for (const { item } of group) store.put(item);
      transaction.commit();
      const failure = await done.then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      for (const { resolve, reject } of group) {
        if (failure === undefined) resolve();
        else reject(failure.error);
      }
    }
    this.#busy = false;
  }
}

/** Every put in a transaction of its own. */
export async function indexedDbEach(name: string): Promise<Contender> {
  return new ByHand(await connect(name), "each");
}

/** Every put in a transaction of its own, ended with an explicit `commit()`. */
export async function indexedDbEachCommit(name: string): Promise<Contender> {
  return new ByHand(await connect(name), "each-commit");
}

/** All waiting puts in one transaction at a time. */
export async function indexedDbShared(name: string): Promise<Contender> {
  return new ByHand(await connect(name), "shared");
}
