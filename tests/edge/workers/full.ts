/** An object whose SQLite refuses to grow past a size that the requests set, in the words that workerd has for it. */
import { DurableObject } from "cloudflare:workers";
import { type Database, open } from "hashrange";
import { DurableObjectStorage, type DurableStorage } from "../../../src/js/storage/durable_object.js";

const TableName = "Notes";

/** What a request asks for, in this order. */
interface Asked {
  readonly create?: boolean;
  /** Bytes that the database may grow by from now on. */
  readonly room?: number;
  readonly put?: string;
  /** Length of the text of what is put. */
  readonly length?: number;
  readonly delete?: string;
  readonly get?: string;
}

interface Sized {
  readonly databaseSize: number;
}

export class HashrangeObject extends DurableObject {
  #opening: Promise<Database> | undefined;
  #limit = Number.POSITIVE_INFINITY;

  #size(): number {
    return (this.ctx.storage.sql as unknown as Sized).databaseSize;
  }

  /** As SQLite does it: a full database refuses what takes a page more, wherever free pages do not suffice. */
  #limited(): DurableStorage {
    const { storage } = this.ctx;
    return {
      sql: {
        exec: (statement, ...values) => {
          const before = this.#size();
          const rows = [...storage.sql.exec(statement, ...values)];
          const after = this.#size();
          if (after > before && after > this.#limit) throw new Error("database or disk is full: SQLITE_FULL");
          return rows;
        },
      },
      transactionSync: (work) => storage.transactionSync(work),
      sync: () => storage.sync(),
    };
  }

  async #answer(asked: Asked): Promise<object> {
    this.#opening ??= open({ name: "full", storage: new DurableObjectStorage(this.#limited()) });
    const db = await this.#opening;
    const doc = db.documentClient();
    if (asked.create === true)
      await db.client.createTable({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      });
    if (asked.room !== undefined) this.#limit = this.#size() + asked.room;
    if (asked.put !== undefined)
      await doc.put({ TableName, Item: { id: asked.put, text: "x".repeat(asked.length ?? 1) } });
    if (asked.delete !== undefined) await doc.delete({ TableName, Key: { id: asked.delete } });
    if (asked.get === undefined) return { size: this.#size() };
    const { Item } = await doc.get({ TableName, Key: { id: asked.get }, ConsistentRead: true });
    return { found: Item !== undefined };
  }

  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json(await this.#answer((await request.json()) as Asked));
    } catch (error) {
      return Response.json({ error: (error as Error).name });
    }
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("full").fetch(request),
};
