/** An object with a trigger, registered wherever its database is opened, that copies what is inserted into a second table. */
import { type Database, HashrangeObject as DatabaseObject } from "hashrange/workers";

const key = {
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
};

export class HashrangeObject extends DatabaseObject {
  #registered: Promise<Database> | undefined;

  #ready(): Promise<Database> {
    this.#registered ??= this.#register();
    return this.#registered;
  }

  async #register(): Promise<Database> {
    const db = await this.database();
    await db.ensureTable({
      TableName: "Orders",
      ...key,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    await db.ensureTable({ TableName: "Copies", ...key });
    const doc = db.documentClient();
    await db.trigger({
      table: "Orders",
      name: "copy",
      startingPosition: "TRIM_HORIZON",
      handler: async ({ Records }) => {
        for (const { dynamodb } of Records) {
          const id = dynamodb?.Keys?.id?.S;
          await doc.update({
            TableName: "Copies",
            Key: { id },
            UpdateExpression: "ADD #times :one",
            ExpressionAttributeNames: { "#times": "times" },
            ExpressionAttributeValues: { ":one": 1 },
          });
        }
      },
    });
    return db;
  }

  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const doc = (await this.#ready()).documentClient();
    for (const id of searchParams.getAll("put")) await doc.put({ TableName: "Orders", Item: { id } });
    const { Items } = await doc.scan({ TableName: "Copies" });
    return Response.json(Items);
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, env: Env): Promise<Response> => env.HASHRANGE.getByName("one").fetch(request),
};
