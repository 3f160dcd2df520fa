/** The ways to reach the engine from JavaScript, each as something that carries out a step of a case. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request as send } from "node:http";
import { type Database, open } from "hashrange";
import * as glue from "#wasm";
import { openOn } from "../../src/js/client/open.js";
import { loaderOf } from "../../src/js/hosts/load.js";
import { STREAM_OPERATIONS } from "../../src/js/types/operations.js";
import { endpoint } from "../node/sdk_server.js";
import type { Json, JsonMap } from "./expand.js";
import { plain, typed, unplain, untyped } from "./values.js";

/** What came of a request: the answer, or an exception. */
export type Outcome = { out: Json } | { fails: string; message: string; beside: JsonMap };

/** A way to reach the engine. */
export interface Face {
  readonly name: string;
  /** Whether requests are JSON, so that anything JSON can say can be asked. */
  readonly json: boolean;
  call(operation: string, request: JsonMap): Promise<Outcome>;
  /** A raw exchange, on faces that have one. */
  exchange?(sent: JsonMap): Promise<Json>;
  /** Makes the database empty again. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

type Methods = Record<string, ((input: unknown) => Promise<unknown>) | undefined>;

const DOCUMENT_METHODS: Readonly<Record<string, string>> = {
  GetItem: "get",
  PutItem: "put",
  UpdateItem: "update",
  DeleteItem: "delete",
  Query: "query",
  Scan: "scan",
  BatchGetItem: "batchGet",
  BatchWriteItem: "batchWrite",
  TransactGetItems: "transactGet",
  TransactWriteItems: "transactWrite",
  ExecuteStatement: "executeStatement",
  BatchExecuteStatement: "batchExecuteStatement",
  ExecuteTransaction: "executeTransaction",
};

/** An exception in the corpus' form; its members beside the message are in the form of the face. */
function exception(error: unknown, form: (members: unknown) => Json): Outcome {
  if (!(error instanceof Error) || !("$metadata" in error)) throw error;
  const {
    name,
    $metadata: _,
    $fault: __,
    ...beside
  } = error as Error & { $metadata: object; $fault?: string };
  return { fails: error.name ?? name, message: error.message, beside: form(beside) as JsonMap };
}

async function attempt(
  client: object,
  method: string,
  request: unknown,
  form: (answer: unknown) => Json,
  failed: (answer: unknown) => Json,
): Promise<Outcome> {
  const call = (client as Methods)[method];
  if (call === undefined)
    return { fails: "UnknownOperationException", message: `no method ${method}`, beside: {} };
  let answer: unknown;
  try {
    answer = await call.call(client, request);
  } catch (error) {
    return exception(error, failed);
  }
  return { out: form(answer) };
}

const methodOf = (operation: string): string => operation.charAt(0).toLowerCase() + operation.slice(1);

/** Opens databases in the module that is split for browsers. */
const openSplit = openOn({
  load: loaderOf(
    glue,
    () => readFile("pkg/hashrange_core_bg.wasm"),
    () => readFile("pkg/hashrange_rest_bg.wasm"),
  ),
  defaultStorage: "memory",
});

/** The low-level client, a database in memory for each case. */
export async function lowLevelFace(): Promise<Face> {
  let db = await openSplit({ storage: "memory" });
  return {
    name: "low-level client",
    json: false,
    call: (operation, request) => attempt(db.client, methodOf(operation), typed(request), untyped, untyped),
    async clear() {
      await db.close();
      db = await openSplit({ storage: "memory" });
    },
    close: async () => db.close(),
  };
}

/** The document client; operations that it does not have go to the low-level client. */
export async function documentFace(): Promise<Face> {
  let db: Database = await open({ storage: "memory" });
  return {
    name: "DocumentClient",
    json: false,
    async call(operation, request) {
      const method = DOCUMENT_METHODS[operation];
      if (method === undefined)
        return attempt(db.client, methodOf(operation), typed(request), untyped, untyped);
      return attempt(db.documentClient(), method, plain(request), unplain, unplain);
    },
    async clear() {
      await db.close();
      db = await open({ storage: "memory" });
    },
    close: async () => db.close(),
  };
}

interface Raw {
  status: number;
  headers: Record<string, string>;
  body: string;
}

async function exchange(url: string, sent: JsonMap): Promise<Raw> {
  const { method = "POST", path = "/", headers = {}, body = "" } = sent as Record<string, Json>;
  const request = send(url, {
    method: String(method),
    path: String(path),
    // Without a length Node sends the body of a DELETE as if it were the next request.
    headers: { ...(headers as Record<string, string>), "content-length": Buffer.byteLength(String(body)) },
  });
  request.end(String(body));
  const [response] = (await once(request, "response")) as [import("node:http").IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(parts).toString("utf8"),
  };
}

const SIGNED = {
  "content-type": "application/x-amz-json-1.0",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20261101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  "x-amz-date": "20261101T000000Z",
};

/** `hashrange serve`, emptied between cases. */
export async function httpFace(): Promise<Face> {
  const server = await endpoint();
  async function call(operation: string, request: JsonMap): Promise<Outcome> {
    const isOfStreams = (STREAM_OPERATIONS as readonly string[]).includes(operation);
    const protocol = isOfStreams ? "DynamoDBStreams_20120810" : "DynamoDB_20120810";
    const headers = { ...SIGNED, "x-amz-target": `${protocol}.${operation}` };
    const { status, body } = await exchange(server.url, { headers, body: JSON.stringify(request) });
    const answer = (body === "" ? {} : JSON.parse(body)) as JsonMap;
    if (status === 200) return { out: answer };
    const { __type, message, Message, ...beside } = answer;
    const name = String(__type).split("#").at(-1) ?? "";
    return { fails: name, message: String(message ?? Message ?? ""), beside };
  }
  return {
    name: "HTTP",
    json: true,
    call,
    exchange: async (sent) => (await exchange(server.url, sent)) as unknown as Json,
    async clear() {
      const listed = await call("ListTables", {});
      const names = "out" in listed ? ((listed.out as { TableNames: string[] }).TableNames ?? []) : [];
      for (const TableName of names) {
        let gone = await call("DeleteTable", { TableName });
        if ("fails" in gone) {
          await call("UpdateTable", { TableName, DeletionProtectionEnabled: false });
          gone = await call("DeleteTable", { TableName });
        }
        while ("out" in (await call("DescribeTable", { TableName })))
          await new Promise((r) => setTimeout(r, 5));
      }
    },
    async close() {
      await server.stop();
    },
  };
}
