/** Objects whose items expire while nobody asks, and that tell of it without opening their database. */
import { HashrangeObject as DatabaseObject, type ObjectOptions } from "hashrange/workers";

const TableName = "Sessions";

interface State {
  readonly storage: {
    getAlarm(): Promise<number | null>;
    setAlarm(time: number): Promise<void>;
    get<T>(key: string): Promise<T | undefined>;
    put(key: string, value: unknown): Promise<void>;
  };
}

/** What the object says of itself. */
export interface Told {
  /** How often its alarm has gone off. */
  readonly alarms: number;
  /** When the last one was through, in epoch milliseconds. */
  readonly through: number;
  /** For when the next is set. */
  readonly set: number | null;
}

export class HashrangeObject extends DatabaseObject {
  protected override options(): ObjectOptions {
    return { ttl: { eager: true } };
  }

  #storage(): State["storage"] {
    return (this.ctx as unknown as State).storage;
  }

  override async alarm(): Promise<void> {
    await super.alarm();
    const alarms = (await this.#storage().get<number>("alarms")) ?? 0;
    await this.#storage().put("through", Date.now());
    await this.#storage().put("alarms", alarms + 1);
  }

  async #told(): Promise<Told> {
    const storage = this.#storage();
    const alarms = (await storage.get<number>("alarms")) ?? 0;
    return { alarms, through: (await storage.get<number>("through")) ?? 0, set: await storage.getAlarm() };
  }

  /** Makes the table, with items that expire at these times in seconds. */
  async #fill(ends: readonly number[]): Promise<void> {
    const db = await this.database();
    await db.ensureTable({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      TimeToLiveSpecification: { Enabled: true, AttributeName: "ends" },
    });
    const doc = db.documentClient();
    for (const end of ends) await doc.put({ TableName, Item: { id: `ends ${end}`, ends: end } });
    await db.flush();
  }

  /** When the first item was removed, in epoch milliseconds: to the second. */
  async #removed(): Promise<number> {
    const db = await this.database();
    for await (const { type, at } of db.changes(TableName, { from: "start" }))
      if (type === "remove") return at.getTime();
    throw new Error("the changes have ended");
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/fill") await this.#fill(searchParams.getAll("end").map(Number));
    if (pathname === "/own") await this.#storage().setAlarm(Number(searchParams.get("at")));
    return Response.json(pathname === "/removed" ? await this.#removed() : await this.#told());
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("alarm").fetch(request),
};
