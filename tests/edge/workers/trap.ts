/** A database of a Durable Object, or in memory, that writes more than its memory holds. */
import { DurableObject } from "cloudflare:workers";
import { type Database, open } from "hashrange";
import { DurableObjectStorage } from "../../../src/js/storage/durable_object.js";

const TableName = "Notes";

export class HashrangeObject extends DurableObject {
  #opening: Promise<Database> | undefined;

  /** How each of the requests of a burst ended, and what is found afterwards. */
  async fetch(): Promise<Response> {
    this.#opening ??= open({ name: "trap", storage: new DurableObjectStorage(this.ctx.storage) });
    const db = await this.#opening;
    await db.client.createTable({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
    const doc = db.documentClient();
    await doc.put({ TableName, Item: { id: "first" } });
    const text = "x".repeat(390 * 1024);
    const batch = (of: number) => {
      const entry = (n: number) => ({ PutRequest: { Item: { id: `${of}-${n}`, text } } });
      return { RequestItems: { [TableName]: Array.from({ length: 25 }, (_, n) => entry(n)) } };
    };
    const writes = Array.from({ length: 4 }, (_, of) => doc.batchWrite(batch(of)));
    const endings = (await Promise.allSettled(writes)).map((result) =>
      result.status === "fulfilled" ? "done" : (result.reason as Error).name,
    );
    const { Item } = await doc.get({ TableName, Key: { id: "first" } });
    return Response.json({ endings, found: Item?.["id"] });
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("trap").fetch(request),
};
