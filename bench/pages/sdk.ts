/** The page of the comparison of ways to answer the AWS SDK: one client of it, on a database in the page or on a server. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { SCHEMA, TABLE } from "../contenders/hashrange.js";
import { expectItem, itemAt } from "../workload.js";

/** What is done, each with items of its own; one of the gets reads what the put of the same name wrote. */
export type Row = "put-serial" | "get-serial" | "put-parallel" | "get-parallel";

/** How much of it. */
export interface Amount {
  /** Requests awaited one by one. */
  readonly serial: number;
  /** How often, and how many requests are sent at once. */
  readonly times: number;
  readonly atOnce: number;
}

interface Place {
  readonly config: DynamoDBClientConfig;
  /** Removes what the place keeps. */
  destroy(): Promise<unknown>;
}

interface Database {
  awsConfig(): DynamoDBClientConfig;
  destroy(): Promise<unknown>;
}

async function inPage(): Promise<Place> {
  const { open } = (await import("hashrange")) as unknown as {
    open(options: { name: string; storage: string; durability: string }): Promise<Database>;
  };
  const database = await open({ name: "sdk", storage: "indexeddb", durability: "strict" });
  return { config: database.awsConfig(), destroy: () => database.destroy() };
}

function onServer(endpoint: string): Place {
  const credentials = { accessKeyId: "hashrange", secretAccessKey: "hashrange" };
  return { config: { endpoint, region: "local", credentials }, destroy: () => Promise.resolve() };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const functions = {
  /** Does everything once on a fresh table, on the server at `endpoint` if given; the milliseconds of each row. */
  async run(endpoint: string | undefined, { serial, times, atOnce }: Amount): Promise<Record<Row, number>> {
    const place = endpoint === undefined ? await inPage() : onServer(endpoint);
    const client = new DynamoDBClient(place.config);
    const documents = DynamoDBDocumentClient.from(client);
    const put = async (i: number) => {
      await documents.send(new PutCommand({ TableName: TABLE, Item: itemAt(i) }));
    };
    const answers: unknown[] = [];
    const get = async (i: number) => {
      const { pk, sk } = itemAt(i);
      answers[i] = (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk, sk } }))).Item;
    };
    const oneByOne = (one: typeof put) => async () => {
      for (let i = 0; i < serial; i += 1) await one(i);
    };
    const together = (one: typeof put) => async () => {
      for (let time = 0; time < times; time += 1) {
        const first = serial + time * atOnce;
        await Promise.all(Array.from({ length: atOnce }, (_, n) => one(first + n)));
      }
    };
    try {
      await client.send(
        new CreateTableCommand(SCHEMA as ConstructorParameters<typeof CreateTableCommand>[0]),
      );
      const taken: Record<Row, number> = {
        "put-serial": await timed(oneByOne(put)),
        "get-serial": await timed(oneByOne(get)),
        "put-parallel": await timed(together(put)),
        "get-parallel": await timed(together(get)),
      };
      for (let i = 0; i < serial + times * atOnce; i += 1) expectItem(answers[i], i, endpoint ?? "page");
      await client.send(new DeleteTableCommand({ TableName: TABLE }));
      return taken;
    } finally {
      client.destroy();
      await place.destroy();
    }
  },
};

/** What the page offers to Node. */
export type SdkPage = typeof functions;

Object.assign(globalThis, { page: functions });
