/** The router: DynamoDB's protocol in front, shards behind. It keeps nothing but a copy of the map. */

import { type AwsConfig, awsConfig } from "../client/aws_config.js";
import { type Answering, answerFetch } from "../client/fetch.js";
import { crc32 } from "../encryption/checksum.js";
import type { HttpRequest, HttpResponse } from "../http/message.js";
import { batchGet, batchWrite } from "./batches.js";
import { readIndex, scan } from "./fan.js";
import {
  type Answered,
  failedWith,
  hostClock,
  type ShardClock,
  type ShardMap,
  type ShardPort,
} from "./messages.js";
import { indexOf, placeOf, placeOfQuery, tableOf } from "./places.js";
import { at, type Routing, Stale } from "./routing.js";
import { batchStatements, statement, transactStatements } from "./statements.js";
import { parsed } from "./tables.js";
import { transactGet, transactWrite } from "./transactions.js";
import type { Json } from "./wire.js";

/** How often a request is tried while what it concerns is being moved. */
const ATTEMPTS = 40;
/** Operations on tables, which the directory does. */
const TABLES = new Set([
  "CreateTable",
  "UpdateTable",
  "DeleteTable",
  "DescribeTable",
  "UpdateTimeToLive",
  "TagResource",
  "UntagResource",
]);
/** What every shard knows of tables. */
const ANYWHERE = new Set([
  "ListTables",
  "DescribeTimeToLive",
  "ListTagsOfResource",
  "DescribeLimits",
  "DescribeEndpoints",
]);
const KEYED: Readonly<Record<string, "Key" | "Item">> = {
  GetItem: "Key",
  PutItem: "Item",
  UpdateItem: "Key",
  DeleteItem: "Key",
};

export interface RouterOptions {
  readonly port: ShardPort;
  readonly clock?: ShardClock | undefined;
}

export class Router {
  readonly #port: ShardPort;
  readonly #clock: ShardClock;
  /** Each request that finds none asks for itself: in a Worker one must not wait for what another has begun. */
  #map: ShardMap | undefined;

  constructor({ port, clock = hostClock }: RouterOptions) {
    this.#port = port;
    this.#clock = clock;
  }

  /** Answers a request over HTTP. */
  readonly http = async (request: HttpRequest): Promise<HttpResponse> => {
    const target = Object.entries(request.headers).find(([name]) => name.toLowerCase() === "x-amz-target");
    const [service, operation = ""] = (target?.[1] ?? "").split(".");
    const answer = request.refusal
      ? failedWith(request.refusal.name, request.refusal.message)
      : service === "DynamoDB_20120810"
        ? await this.run(operation, new TextDecoder().decode(request.body))
        : unknown(operation);
    const body = new TextEncoder().encode(answer.body);
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-crc32": String(crc32(body)),
      "x-amzn-requestid": crypto.randomUUID(),
    };
    return { status: answer.status, headers, body };
  };

  /** What makes a client of the AWS SDK in this program talk to it. */
  awsConfig(region = "local"): AwsConfig {
    return awsConfig(region, this.http);
  }

  /** Answers a `fetch` request; the options say who may ask. */
  async fetch(request: Request, options: Omit<Answering, "answer"> = {}): Promise<Response> {
    return answerFetch(request, { ...options, answer: this.http });
  }

  /** Runs an operation; request and answer are JSON, as over HTTP. */
  async run(operation: string, body: string): Promise<Answered> {
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#once(operation, body, parsed(body));
        } catch (error) {
          if (!(error instanceof Stale) || attempt === ATTEMPTS) throw error;
          this.#map = undefined;
          await this.#clock.pause(Math.min(250, attempt * (2 + 3 * this.#clock.random())));
        }
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return failedWith("InternalServerError", message, 500);
    }
  }

  async #routing(): Promise<Routing> {
    let map = this.#map;
    if (map === undefined) {
      const reply = await this.#port.directory({ kind: "map" });
      if (reply.kind !== "map") throw new Error("The directory has given no map");
      map = reply;
      this.#map = reply;
    }
    const refreshed = async () => {
      this.#map = undefined;
      await this.#clock.pause(10 + 20 * this.#clock.random());
      return this.#routing();
    };
    return { port: this.#port, clock: this.#clock, map, refreshed };
  }

  async #once(operation: string, body: string, input: Json): Promise<Answered> {
    let routing = await this.#routing();
    const table = input["TableName"];
    const isUnknown = () =>
      tablesIn(operation, input).some((name) => tableOf(routing.map, name) === undefined);
    if (isUnknown()) {
      // It may have been made since.
      this.#map = undefined;
      routing = await this.#routing();
      if (isUnknown() && !operation.includes("Statement"))
        return failedWith("ResourceNotFoundException", "Requested resource not found");
    }
    const member = KEYED[operation];
    if (member !== undefined) {
      const place = placeOf(routing.map, table, input[member]);
      return at(routing, operation, body, place, operation !== "GetItem");
    }
    if (TABLES.has(operation)) return this.#onTables(operation, body, input);
    if (ANYWHERE.has(operation)) return at(routing, operation, body, undefined, false);
    switch (operation) {
      case "Query":
        if (indexOf(routing.map, input) !== undefined) return readIndex(routing, "Query", input);
        return at(routing, operation, body, placeOfQuery(routing.map, input), false);
      case "Scan":
        if (indexOf(routing.map, input) !== undefined) return readIndex(routing, "Scan", input);
        return scan(routing, input);
      case "BatchGetItem":
        return batchGet(routing, input);
      case "BatchWriteItem":
        return batchWrite(routing, input);
      case "TransactGetItems":
        return transactGet(routing, body, input);
      case "TransactWriteItems":
        return transactWrite(routing, body, input);
      case "ExecuteStatement":
        return statement(routing, body, input);
      case "BatchExecuteStatement":
        return batchStatements(routing, body, input);
      case "ExecuteTransaction":
        return transactStatements(routing, body, input);
      default:
        return unknown(operation);
    }
  }

  async #onTables(operation: string, body: string, input: Json): Promise<Answered> {
    const stream = input["StreamSpecification"] as Json | undefined;
    if (stream?.["StreamEnabled"] === true || input["ReplicaUpdates"] !== undefined)
      return failedWith("ValidationException", "Tables over several shards have no streams and no replicas");
    const reply = await this.#port.directory({ kind: "tables", operation, body });
    if (operation !== "DescribeTable") this.#map = undefined;
    if (reply.kind !== "answer") throw new Stale(reply.kind);
    return reply;
  }
}

/** The tables that a request for items names. */
function tablesIn(operation: string, input: Json): string[] {
  const actions = Array.isArray(input["TransactItems"]) ? (input["TransactItems"] as Json[]) : [];
  const names =
    operation.startsWith("Batch") && !operation.includes("Statement")
      ? Object.keys((input["RequestItems"] ?? {}) as Json)
      : operation.startsWith("Transact")
        ? actions.flatMap((action) =>
            Object.values(action ?? {}).map((one) => (one as Json | null)?.["TableName"]),
          )
        : KEYED[operation] || operation === "Query" || operation === "Scan"
          ? [input["TableName"]]
          : (Array.isArray(input["Statements"]) ? (input["Statements"] as Json[]) : [input]).flatMap(
              statedTable,
            );
  return names.filter((name): name is string => typeof name === "string");
}

const STATED = /^\s*(?:SELECT\b.*?\bFROM|DELETE\s+FROM|INSERT\s+INTO|UPDATE)\s+"?([\w.-]+)/is;

function statedTable(given: Json): string[] {
  const name = STATED.exec(String(given["Statement"] ?? ""))?.[1];
  return name === undefined ? [] : [name];
}

function unknown(operation: string): Answered {
  const body = { __type: "com.amazon.coral.service#UnknownOperationException", message: unserved(operation) };
  return { status: 400, body: JSON.stringify(body) };
}

const unserved = (operation: string) => `${operation} is not served for tables over several shards`;
