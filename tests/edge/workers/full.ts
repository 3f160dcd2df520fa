/** An object whose SQLite refuses to grow past what the requests allow, in the words that workerd has for it. */
import { DurableObject } from "cloudflare:workers";
import { type Database, open } from "hashrange";
import { DurableObjectStorage, type DurableStorage } from "../../../src/js/storage/durable_object.js";

export class HashrangeObject extends DurableObject {
  #opening: Promise<Database> | undefined;
  #full = false;

  /** A full database takes no new rows; statements that need none go on. */
  #limited(): DurableStorage {
    const { storage } = this.ctx;
    return {
      sql: {
        exec: (statement, ...values) => {
          if (
            this.#full &&
            statement.startsWith("INSERT") &&
            values.some((value) => value instanceof Uint8Array)
          )
            throw new Error("database or disk is full: SQLITE_FULL");
          return storage.sql.exec(statement, ...values);
        },
      },
      transactionSync: (work) => storage.transactionSync(work),
      sync: () => storage.sync(),
    };
  }

  async fetch(request: Request): Promise<Response> {
    this.#opening ??= open({ name: "full", storage: new DurableObjectStorage(this.#limited()) });
    const db = await this.#opening;
    const { full, put, get } = (await request.json()) as { full?: boolean; put?: string; get?: string };
    const TableName = "Notes";
    const doc = db.documentClient();
    try {
      if (full === undefined && put === undefined && get === undefined)
        await db.client.createTable({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        });
      if (full !== undefined) this.#full = full;
      if (put !== undefined) await doc.put({ TableName, Item: { id: put } });
      if (get === undefined) return Response.json({});
      const { Item } = await doc.get({ TableName, Key: { id: get }, ConsistentRead: true });
      return Response.json({ found: Item !== undefined });
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
