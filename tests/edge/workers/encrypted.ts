/** Objects whose database is encrypted with the passphrase in the environment. */
import { passphrase } from "hashrange/encryption";
import { HashrangeObject as DatabaseObject, type ObjectOptions } from "hashrange/workers";

const TableName = "TableOfSecrets";

interface Env {
  readonly PASSPHRASE: string;
  readonly HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export class HashrangeObject extends DatabaseObject {
  protected override options(): ObjectOptions {
    return { encryption: passphrase((this.env as unknown as Env).PASSPHRASE) };
  }

  async #fill(): Promise<void> {
    const db = await this.database();
    await db.ensureTable({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
    const doc = db.documentClient();
    for (let n = 0; n < 200; n += 1) {
      await doc.put({
        TableName,
        Item: { id: `keyofinterest${n}`, attributename: "quetzalcoatl ".repeat(30) },
      });
    }
    await db.flush();
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === "/fill") await this.#fill();
      const db = await this.database();
      if (pathname === "/rotate") await db.rotateKey();
      const { Count } = await db.documentClient().scan({ TableName, Select: "COUNT" });
      return Response.json({ count: Count });
    } catch (error) {
      return Response.json({ error: (error as Error).name });
    }
  }
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("vault").fetch(request),
};
